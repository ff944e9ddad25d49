"""When a mail to staff may go: quiet hours and mornings as pure arithmetic of local time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MORNING: Final = time(8)


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def after_quiet(now: datetime, zone: str, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """The moment a mail may go: now, or when the quiet hours that we are in are over."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return now
    local = now.astimezone(zone_of(zone))
    clock = local.time().replace(tzinfo=None)
    if quiet_from < quiet_until:
        if not quiet_from <= clock < quiet_until:
            return now
        return _at(local, quiet_until, 0)
    if clock >= quiet_from:
        return _at(local, quiet_until, 1)
    return _at(local, quiet_until, 0) if clock < quiet_until else now


def next_morning(now: datetime, zone: str, quiet_from: time | None = None, quiet_until: time | None = None) -> datetime:
    """The next time it is morning where the reader is, later if their quiet hours last longer."""
    local = now.astimezone(zone_of(zone))
    morning = _at(local, MORNING, 0 if local.time().replace(tzinfo=None) < MORNING else 1)
    return after_quiet(morning, zone, quiet_from, quiet_until)


def _at(local: datetime, clock: time, days: int) -> datetime:
    # Wall time first, then the zone: a night with a change of clocks is an hour shorter or longer.
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=local.tzinfo).astimezone(UTC)
