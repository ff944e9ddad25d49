"""A mail that still says {{ first name }} embarrasses everybody (MAIL-57)."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("unfilled_placeholder")
def unfilled_placeholder(facts: SendFacts) -> Finding | None:
    return refused("unfilled_placeholder", count=len(facts.unfilled)) if facts.unfilled else None
