"""What the organisation asks of its members' sign-in, and where one of them stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator

from rapport.accounts.models import Role, User
from rapport.accounts.policy import second_factor as policy
from rapport.accounts.queries.rights import setting

KEY = "second_factor"
DEFAULT: dict[str, Any] = {"who": "nobody", "roles": [], "grace_days": 7, "since": None}


def wish() -> dict[str, Any]:
    """The setting as it was saved: who, roles (by key), grace_days, since."""
    return {**DEFAULT, **setting(KEY, {})}


def standing_of(user: User, *, vouched_for: bool = False) -> policy.Standing:
    """Where a member stands who came in with or without a directory's word for them."""
    kept = wish()
    if kept["who"] == policy.Who.NOBODY:
        return policy.FREE
    demand = policy.Demand(
        policy.Who(kept["who"]),
        frozenset(kept["roles"]),
        timedelta(days=kept["grace_days"]),
        datetime.fromisoformat(kept["since"]) if kept["since"] else None,
    )
    roles = Role.objects.filter(grants__user=user).values_list("key", flat=True)
    return policy.standing(demand, policy.Member(set(roles), user.joined_at, has_factor(user), vouched_for))


def has_factor(user: User) -> bool:
    """Whether a member has set up a second factor; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
