"""Words for an address that was corrected since they were queued do not go to the old one."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import asked, refused, rule


@rule("address_changed")
def address_changed(facts: SendFacts) -> Finding | None:
    """Asks whoever wrote by hand; what the system wrote is not sent."""
    if not facts.address_changed:
        return None
    return asked("address_changed") if facts.origin == "manual" else refused("address_changed")
