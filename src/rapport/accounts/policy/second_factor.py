"""Who has to show a second factor, and from when on. Facts in, standing out; no clock, no database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Who(StrEnum):
    NOBODY = "nobody"
    ROLES = "roles"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Demand:
    """What the organisation asks: of whom, since when, and how long they may take to set it up."""

    who: Who = Who.NOBODY
    roles: frozenset[str] = frozenset()
    grace: timedelta = timedelta()
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A member as they came in: their roles, since when they are here, what they have shown or set up."""

    roles: Collection[str]
    joined_at: datetime
    has_factor: bool
    vouched_for: bool = False  # came from a directory that is trusted to have asked for a second factor


@dataclass(frozen=True, slots=True)
class Standing:
    """Free, or has to set up a second factor until a moment, after which nothing else opens."""

    until: datetime | None = None

    @property
    def is_free(self) -> bool:
        return self.until is None

    def is_held(self, now: datetime) -> bool:
        return self.until is not None and now >= self.until


FREE = Standing()


def standing(demand: Demand, member: Member) -> Standing:
    """Whether the member has to set up a second factor; the grace runs from the demand or from their first day."""
    asked = demand.who is Who.EVERYONE or (demand.who is Who.ROLES and bool(demand.roles & set(member.roles)))
    if not asked or member.has_factor or member.vouched_for:
        return FREE
    begins = max(demand.since, member.joined_at) if demand.since else member.joined_at
    return Standing(begins + demand.grace)
