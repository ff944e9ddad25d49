"""The one recorder: what became of a window, written while its claim still stands, with all that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rapport.channels.email.receipt import Answer
from rapport.db import claims
from rapport.lib.actor import SYSTEM
from rapport.messaging.models import Delivery
from rapport.messaging.queries.wire import Ready
from rapport.messaging.services import health
from rapport.messaging.services.outbox import breaker, buckets
from rapport.messaging.services.outbox.fates import Fated, fated
from rapport.messaging.services.telling import Change, tell
from rapport.timeline.services.attach import move_to

LATE = timedelta(minutes=1)
State = Delivery.State
Submitted = Sequence[tuple[Ready, Answer]]


def record(token: bytes, window: Submitted, now: datetime) -> None:
    """Write a window's outcomes; in the caller's transaction.

    A sleeper whose claim has passed on to somebody else overwrites nothing: only rows that still bear the
    token are written, told and counted.
    """
    ends = {ready.row.id: fated(ready.row, answer, now) for ready, answer in window}
    rows = {ready.row.id: _values(ready, answer, ends[ready.row.id], now) for ready, answer in window}
    written = set(claims.record(Delivery, token, rows, where={"state": State.SUBMITTING}))
    ours = [(ready.row, answer) for ready, answer in window if ready.row.id in written]
    if not ours:
        return
    sent = [row for row, _ in ours if ends[row.id].state == State.SENT and not row.is_copy]
    move_to([row.interaction_id for row in sent if now - row.at > LATE], now)
    tell(
        SYSTEM,
        [
            Change(row.id, row.message_id, row.interaction_id, row.person_id, ends[row.id].state, row.outcome)
            for row, _ in ours
        ],
        now,
    )
    health.addresses_are_dead(
        SYSTEM,
        [(row.id, row.point_value, row.point_canonical, ends[row.id].code) for row, _ in ours if ends[row.id].is_dead],
    )
    breaker.stop_where_we_are_at_fault(ours)
    breaker.watch(ours, now)
    buckets.slow_down(ours, now)


def _values(ready: Ready, answer: Answer, end: Fated, now: datetime) -> dict[str, object]:
    said = answer.text[:1000]
    return {
        "state": end.state,
        "code": end.code[:24],
        "said": ready.item.seal("messaging_delivery", "said", said) if said and ready.item else b"",
        "due_at": end.due_at,
        "attempts": end.attempts,
        "resends": end.resends,
        "sent_at": now if end.state == State.SENT else None,
        "outcome_at": now if end.refused_softly else None,
    }
