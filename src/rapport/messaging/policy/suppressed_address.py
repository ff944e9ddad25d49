"""An address that bounced for good, complained or said stop is not written to (MAIL-40, MAIL-43, MAIL-45)."""

from __future__ import annotations

from rapport.consent.domain import TRANSACTIONAL
from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("suppressed_address")
def suppressed_address(facts: SendFacts) -> Finding | None:
    """Refuses, but for transactional mail to an address that only opted out of the rest."""
    if not facts.suppressed_as:
        return None
    if facts.suppression_scope == "not_transactional" and facts.purpose in TRANSACTIONAL:
        return None
    return refused("suppressed_address", reason=facts.suppressed_as)


@rule("no_address")
def no_address(facts: SendFacts) -> Finding | None:
    """Refuses when the address was taken off file since."""
    return None if facts.has_address else refused("no_address")
