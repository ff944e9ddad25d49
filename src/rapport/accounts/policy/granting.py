"""Nobody gives away, or brings upon themselves, a right they do not hold where they hold it.

Whoever may administer gives anything: somebody has to make the first recruiter. Facts in, finding out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rapport.accounts.domain import Grants
from rapport.lib.decision import Finding, Verdict

ADMINISTER = "accounts:administer"

# Which scopes a held scope reaches, as `domain.decide` reads them: whoever has a team's right has it on their own jobs.
REACHES: dict[str, frozenset[str]] = {
    "all": frozenset({"all", "team", "job", "own"}),
    "team": frozenset({"team", "job"}),
    "job": frozenset({"job"}),
    "own": frozenset({"own"}),
}


def may_give(giver: Grants, rights: Mapping[str, str]) -> Finding | None:
    """The finding when a role with these rights (permission to scope) holds more than its giver."""
    if _administers(giver):
        return None
    beyond = sorted(name for name, scope in rights.items() if not _holds(giver, name, scope))
    return Finding("beyond_own_rights", Verdict.REFUSE, {"permissions": beyond}) if beyond else None


def may_seat(giver: Grants, giver_id: int, joining: Collection[int]) -> Finding | None:
    """The finding when somebody would widen their own team rights by joining a team themselves."""
    if giver_id not in joining or _administers(giver):
        return None
    return Finding("own_team", Verdict.REFUSE)


def _administers(giver: Grants) -> bool:
    return "all" in giver.get(ADMINISTER, frozenset())


def _holds(giver: Grants, permission: str, scope: str) -> bool:
    return any(scope in REACHES.get(held, frozenset()) for held in giver.get(permission, frozenset()))
