"""A mail that should have left long ago is not sent by surprise: a person decides (a long outage, a restored copy)."""

from __future__ import annotations

from datetime import timedelta

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import asked, rule

SCHEDULED = timedelta(hours=4)
OTHERS = timedelta(hours=24)


@rule("missed_schedule")
def missed_schedule(facts: SendFacts) -> Finding | None:
    """Asks when the moment it was to leave is further past than is usual for its kind."""
    if facts.wanted_at is None:
        return None
    tolerance = SCHEDULED if facts.is_scheduled else OTHERS
    if facts.now - facts.wanted_at <= tolerance:
        return None
    return asked("missed_schedule", wanted=facts.wanted_at.isoformat())
