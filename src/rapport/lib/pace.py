"""Buckets of tokens as pure arithmetic: how much may go now, and when the rest may.

A limit is kept in every window of its length, wherever it begins: what a full bucket holds and what
flows in during one window add up to the limit. A part of it is bulk's own, so that bulk always gets some
and never takes what urgent work needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BULK_SHARE = 0.1
SLOWED_TO = 0.5
# What each lane leaves in the shared part for those before it.
LEFT_BY = {"urgent": 0.0, "normal": 0.2, "bulk": 0.5}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any stretch of `per`; `burst` is the share of it that may go at once."""

    count: int
    per: timedelta
    burst: float = 0.1

    @property
    def capacity(self) -> float:
        return max(2.0, self.count * self.burst)

    @property
    def rate(self) -> float:
        """Tokens a second."""
        return max(self.count - self.capacity, 0.0) / self.per.total_seconds()

    @property
    def bulk_capacity(self) -> float:
        return max(1.0, self.capacity * BULK_SHARE)

    @property
    def shared_capacity(self) -> float:
        return self.capacity - self.bulk_capacity


@dataclass(slots=True)
class Level:
    """How full a bucket is at a moment; changed in place while a window is served."""

    limit: Limit
    shared: float
    bulk: float
    at: datetime
    slowed_until: datetime | None = None

    @classmethod
    def full(cls, limit: Limit, at: datetime) -> Level:
        return cls(limit, limit.shared_capacity, limit.bulk_capacity, at)

    def refill(self, now: datetime) -> None:
        """Let flow in what the time since the last look is worth; time under a slow-down counts half."""
        passed = max((now - self.at).total_seconds(), 0.0)
        slow = min(passed, max(((self.slowed_until or self.at) - self.at).total_seconds(), 0.0))
        flowed = (passed - slow * (1 - SLOWED_TO)) * self.limit.rate
        self.shared = min(self.shared + flowed * (1 - BULK_SHARE), self.limit.shared_capacity)
        self.bulk = min(self.bulk + flowed * BULK_SHARE, self.limit.bulk_capacity)
        self.at = max(now, self.at)

    def has_one(self, lane: str) -> bool:
        return (lane == "bulk" and self.bulk >= 1) or self.shared - self._left_by(lane) >= 1

    def take_one(self, lane: str) -> None:
        if lane == "bulk" and self.bulk >= 1:
            self.bulk -= 1
        else:
            self.shared -= 1

    def slow_down(self, until: datetime) -> None:
        """Halve what is there and what flows in until then; a second call never shortens the first."""
        self.shared, self.bulk = self.shared * SLOWED_TO, self.bulk * SLOWED_TO
        self.slowed_until = max(until, self.slowed_until or until)

    def wait_of(self, place: int) -> timedelta:
        """How long whoever stands at this place (0 is first) of those left over should wait before asking again."""
        rate = self.limit.rate * (SLOWED_TO if self.slowed_until and self.slowed_until > self.at else 1.0)
        seconds = (place + 1) / rate if rate else self.limit.per.total_seconds()
        return timedelta(seconds=max(1.0, seconds))

    def _left_by(self, lane: str) -> float:
        return float(int(self.limit.shared_capacity * LEFT_BY.get(lane, 0.0)))
