"""Words written for one stage are wrong in another: the candidate withdrew or advanced since they were queued."""

from __future__ import annotations

from rapport.lib.decision import Finding
from rapport.messaging.domain import SendFacts
from rapport.messaging.policy import asked, refused, rule


@rule("moved_on")
def moved_on(facts: SendFacts) -> Finding | None:
    """Refuses what the system wrote; asks the person who wrote by hand."""
    if facts.stage_at_queueing is None or facts.stage_at_queueing == facts.stage_now:
        return None
    finding = asked if facts.origin == "manual" else refused
    return finding("moved_on", from_stage=facts.stage_at_queueing, to_stage=facts.stage_now, kind=facts.stage_kind_now)
