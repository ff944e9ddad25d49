"""Nobody gets a copy of what the candidate does not get."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import asked, refused, rule

GONE = frozenset({"suppressed", "expired", "recalled"})


@rule("copy_follows")
def copy_follows(facts: SendFacts) -> Finding | None:
    """A copy waits while the mail itself is held, and does not leave when the mail does not."""
    if facts.lead_state in GONE:
        return refused("copy_follows", lead=facts.lead_state)
    return asked("copy_follows", lead="held") if facts.lead_state == "held" else None
