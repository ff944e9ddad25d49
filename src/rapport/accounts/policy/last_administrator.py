"""Somebody must be left who can let others in: a house without an administrator cannot be repaired from inside."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.accounts.domain import UserFacts
from rapport.lib.decision import Finding, Verdict

NEEDED = ("accounts:manage", "accounts:administer", "settings:edit")


def is_administrator(user: UserFacts) -> bool:
    """Whether this member can give any role and manage accounts and settings everywhere."""
    return user.is_active and all("all" in user.grants.get(permission, frozenset()) for permission in NEEDED)


def last_administrator(after: Iterable[UserFacts]) -> Finding | None:
    """The finding when a change would leave no administrator; `after` is everybody as they would stand then."""
    if any(is_administrator(user) for user in after):
        return None
    return Finding("last_administrator", Verdict.REFUSE)
