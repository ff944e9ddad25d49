"""An address that kept refusing mail, though not for good, is left in peace for a month (MAIL-41)."""

from __future__ import annotations

from datetime import datetime, timedelta

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule

TIMES = 3
WITHIN = REST = timedelta(days=30)
APART = timedelta(hours=24)


@rule("resting_address")
def resting_address(facts: SendFacts) -> Finding | None:
    """Refuses after three soft failures in three different days within thirty, for thirty days after the third."""
    counted: list[datetime] = []
    for moment in sorted(facts.refused_at):
        if not counted or moment - counted[-1] >= APART:
            counted.append(moment)
    for first, third in zip(counted, counted[TIMES - 1 :], strict=False):
        if third - first <= WITHIN and facts.now - third < REST:
            return refused("resting_address", since=third.isoformat(), until=(third + REST).isoformat())
    return None
