"""Mail that is useful only until a moment is not sent after it (MAIL-47)."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("expired")
def expired(facts: SendFacts) -> Finding | None:
    if facts.expires_at is None or facts.now < facts.expires_at:
        return None
    return refused("expired", at=facts.expires_at.isoformat())
