"""After a change of deliveries: the summary on the timeline, the facts, the versions of pages; all set-wise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.messaging.domain import summary
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Delivery
from rapport.timeline.services.attach import set_statuses

State = Delivery.State
SILENT = frozenset({State.QUEUED, State.CLAIMED, State.SUBMITTING, State.DEFERRED})


class Change(NamedTuple):
    """A delivery that has a new state, and where it shows."""

    delivery_id: int
    message_id: int
    interaction_id: int
    person_id: int
    state: str
    outcome: str = "none"


def tell(actor: Actor, changes: Iterable[Change], now: datetime) -> None:
    """Fold the summaries, publish what matters to people, and raise the versions; in the caller's transaction."""
    told = list(changes)
    if not told:
        return
    lines = {change.message_id: change.interaction_id for change in told}
    rows: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    waiting = set()
    for message_id, part, state, outcome, due_at in Delivery.objects.filter(message_id__in=list(lines)).values_list(
        "message_id", "part", "state", "outcome", "due_at"
    ):
        rows[message_id].append((part, state, outcome))
        if state == State.QUEUED and due_at > now:
            waiting.add(message_id)
    set_statuses({lines[id]: summary(each, scheduled=id in waiting) for id, each in rows.items()})
    events.publish_all(
        actor,
        [
            DeliveryChanged(
                person_id=change.person_id,
                message_id=change.message_id,
                delivery_id=change.delivery_id,
                state=change.state,
                outcome=change.outcome,
            )
            for change in told
            if change.state not in SILENT
        ],
    )
    events.tick(*(f"person:{change.person_id}" for change in told))
