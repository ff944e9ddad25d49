"""Rights as pure values: what a permission needs, and who belongs to an audience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rapport.lib.decision import ALLOWED, Decision, refuse

# area -> verbs; the areas are shown as groups where roles are edited.
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "people": ("read", "edit", "merge", "export", "delete"),
    "agencies": ("read", "edit"),
    "jobs": ("read", "edit", "staff", "move", "export", "confidential"),
    "timeline": ("read", "log", "note", "pin", "correct", "audit"),
    "messaging": ("send", "triage", "outbox"),
    "tasks": ("edit", "read_all"),
    "consent": ("read", "edit"),
    "content": ("edit",),
    "search": ("use",),
    "views": ("share",),
    "tags": ("edit",),
    "fields": ("edit",),
    "accounts": ("manage", "administer"),
    "settings": ("edit",),
    "audit": ("read",),
    "sandbox": ("use",),
}
ALL_PERMISSIONS = frozenset(f"{area}:{verb}" for area, verbs in PERMISSIONS.items() for verb in verbs)

Grants = Mapping[str, frozenset[str]]  # permission -> scopes held ("all", "team", "job", "own")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an act happens, as plain facts: the teams it belongs to, whether the actor sits on the job, whose it is."""

    team_ids: frozenset[int] = frozenset()
    on_hiring_team: bool = False
    is_own: bool = False


ANYWHERE = None


def decide(grants: Grants, team_ids: frozenset[int], permission: str, scope: Scope | None) -> Decision:
    """Whether these grants allow the permission in the scope; without a scope any grant is enough (the coarse gate)."""
    if permission not in ALL_PERMISSIONS:
        raise ValueError(f"There is no permission {permission!r}.")
    held = grants.get(permission, frozenset())
    if not held:
        return refuse("no_permission", permission=permission)
    if scope is None or "all" in held:
        return ALLOWED
    if "team" in held and (scope.team_ids & team_ids):
        return ALLOWED
    if ("job" in held or "team" in held) and scope.on_hiring_team:
        return ALLOWED
    if "own" in held and scope.is_own:
        return ALLOWED
    return refuse("out_of_scope", permission=permission)


@dataclass(frozen=True, slots=True)
class UserFacts:
    """What decides whether a member of staff belongs to an audience."""

    user_id: int
    is_active: bool
    role_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    grants: Grants = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobAccess:
    """What decides who may enter a job."""

    job_id: int
    confidential: bool
    team_id: int | None
    seat_user_ids: frozenset[int]


def may_enter(user: UserFacts, job: JobAccess) -> bool:
    """Whether a user may see the job at all: on its hiring team, or by a wide right unless it is confidential."""
    if not user.is_active:
        return False
    if user.user_id in job.seat_user_ids:
        return True
    if job.confidential:
        return "jobs:confidential" in user.grants
    held = user.grants.get("timeline:read", frozenset())
    return "all" in held or ("team" in held and job.team_id in user.team_ids)


def belongs(kind: str, member_ids: frozenset[int], user: UserFacts, job: JobAccess | None) -> bool:
    """Whether a user sees what is meant for an audience (kind, members, job)."""
    if not user.is_active:
        return False
    if kind == "only_me":
        return user.user_id in member_ids
    if job is not None and not may_enter(user, job):
        return False
    if "timeline:audit" in user.grants:
        return True
    if kind == "everyone":
        return job is not None or "all" in user.grants.get("timeline:read", frozenset())
    if kind == "hiring_team":
        return job is not None and user.user_id in job.seat_user_ids
    if kind == "roles":
        return bool(user.role_ids & member_ids)
    return user.user_id in member_ids
