"""Who withdrew consent for a channel or purpose is not written to there (PRIV-05, MAIL-32)."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("withdrawn_consent")
def withdrawn_consent(facts: SendFacts) -> Finding | None:
    if not facts.is_about_recipient or not facts.has_withdrawn:
        return None
    return refused("withdrawn_consent", channel=facts.channel, purpose=facts.purpose)
