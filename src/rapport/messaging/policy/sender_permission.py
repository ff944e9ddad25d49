"""Whoever lost the right to send meanwhile does not send."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("sender_permission")
def sender_permission(facts: SendFacts) -> Finding | None:
    return None if facts.sender_may_send else refused("sender_permission")
