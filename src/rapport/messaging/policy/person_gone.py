"""A person who was removed or erased is not written to."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import refused, rule


@rule("person_gone")
def person_gone(facts: SendFacts) -> Finding | None:
    return refused("person_gone") if facts.person_is_gone else None
