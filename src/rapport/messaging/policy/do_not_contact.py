"""A person who must not be contacted gets no word from us, whatever its purpose."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("do_not_contact")
def do_not_contact(facts: SendFacts) -> Finding | None:
    """Refuses mail to the person themselves; a colleague's copy is not contact."""
    if not facts.is_about_recipient or facts.do_not_contact_since is None:
        return None
    return refused("do_not_contact", since=facts.do_not_contact_since.isoformat(), reason=facts.do_not_contact_reason)
