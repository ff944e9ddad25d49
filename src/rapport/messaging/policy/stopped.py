"""Somebody stopped sending, or it stopped by itself; what waits is held until it is started again."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import asked, rule


@rule("stopped")
def stopped(facts: SendFacts) -> Finding | None:
    if facts.stop is None:
        return None
    return asked("stopped", order=facts.stop.id, scope=facts.stop.scope, cause=facts.stop.cause)
