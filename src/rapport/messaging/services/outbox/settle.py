"""What is settled without a line: rows a dead worker left, and what an answer of the candidate proves."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rapport.events.registry import set_wise
from rapport.lib.actor import SYSTEM, Actor
from rapport.messaging.events import MessageReceived
from rapport.messaging.models import Delivery, Message
from rapport.messaging.queries.outgoing import outgoing
from rapport.messaging.services.outbox.fates import State, unknown
from rapport.messaging.services.telling import Change, tell

AT_ONCE = 500


def free_lapsed() -> int:
    """Settle what a dead worker left: what was only claimed is due again, what was submitting is uncertain."""
    now = timezone.now()
    freed = Delivery.objects.filter(state=State.CLAIMED, claimed_until__lt=now).update(
        state=State.QUEUED, claim=None, claimed_until=None
    )
    with transaction.atomic():
        lapsed = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=State.SUBMITTING, claimed_until__lt=now
        )
        rows = outgoing(lapsed.order_by("id").values_list("pk", flat=True)[:AT_ONCE])
        ends = {row.id: unknown(row, "worker_died", now) for row in rows}
        for is_resent in (False, True):
            ids = [id for id, end in ends.items() if (end.state == State.QUEUED) is is_resent]
            values: dict[str, object] = {"state": State.UNCERTAIN, "code": "worker_died"}
            if is_resent:
                values = {"state": State.QUEUED, "code": "resent", "due_at": now, "resends": F("resends") + 1}
            if ids:
                Delivery.objects.filter(pk__in=ids).update(
                    **values, attempts=F("attempts") + 1, claim=None, claimed_until=None
                )
        tell(
            SYSTEM,
            [Change(r.id, r.message_id, r.interaction_id, r.person_id, ends[r.id].state, r.outcome) for r in rows],
            now,
        )
    return freed + len(rows)


@set_wise
def answered(actor: Actor, facts: Sequence[MessageReceived]) -> None:
    """An answer proves that what it answers arrived: nobody need ask about those mails any more."""
    now = timezone.now()
    asked = Message.objects.filter(answers__in=[fact.message_id for fact in facts]).values("pk")
    rows = list(
        Delivery.objects.filter(state=State.UNCERTAIN, message_id__in=asked, part="to").values_list(
            "id", "message_id", "message__interaction_id", "message__person_id"
        )
    )
    if rows:
        Delivery.objects.filter(pk__in=[row[0] for row in rows], state=State.UNCERTAIN).update(
            state=State.SENT, sent_at=now
        )
        tell(actor, [Change(*row, State.SENT) for row in rows], now)
