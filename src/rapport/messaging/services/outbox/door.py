"""The door: in the transaction that marks a window as submitting, the facts are read and judged once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from rapport.db import claims, installation
from rapport.lib.actor import SYSTEM
from rapport.lib.decision import ALLOWED, Decision, Verdict
from rapport.messaging import policy
from rapport.messaging.models import Delivery
from rapport.messaging.queries import facts
from rapport.messaging.queries.outgoing import Outgoing
from rapport.messaging.queries.wire import Ready
from rapport.messaging.services.outbox import buckets, claiming
from rapport.messaging.services.telling import Change, tell

State = Delivery.State
_GOES: Mapping[str, Any] = ALLOWED.as_json()


def pass_door(token: bytes, window: Sequence[Ready], now: datetime) -> list[Ready]:
    """Mark what may leave now and keep back the rest, with its reason; in the caller's transaction.

    The rows are swapped first and judged then: a withdrawal, a stop or a recall that was committed before
    is seen, and one that comes after finds them submitting.
    """
    swapped = set(
        claims.swap(
            Delivery,
            token,
            [ready.row.id for ready in window],
            where=Q(state=State.CLAIMED),
            set={
                "state": State.SUBMITTING,
                "decision": _GOES,
                "claimed_until": now + timedelta(seconds=claiming.LEASE_SECONDS),
            },
        )
    )
    ours = [ready for ready in window if ready.row.id in swapped]
    if not ours:
        return []
    if not installation.may_send():
        _put_back(token, ours)
        return []
    rows = [ready.row for ready in ours if ready.envelope is not None]
    kept = {id: decision for id, decision in _judge(rows, now).items() if not decision.is_allowed}
    kept |= buckets.take([row for row in rows if row.id not in kept], now)
    _keep_back(token, [row for row in rows if row.id in kept], kept, now)
    _cannot_leave(token, [ready for ready in ours if ready.envelope is None], now)
    return [ready for ready in ours if ready.envelope is not None and ready.row.id not in kept]


def _judge(rows: Sequence[Outgoing], now: datetime) -> dict[int, Decision]:
    """A decision for each; what became of the To row of this very window counts for its copies."""
    read = facts.at_the_door(rows, now)
    decisions: dict[int, Decision] = {}
    leads: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: row.is_copy):
        known = read[row.id]
        if row.is_copy and row.message_id in leads:
            known = replace(known, lead_state=leads[row.message_id])
        decisions[row.id] = decision = policy.judge(known)
        if not row.is_copy:
            leads[row.message_id] = _state(decision)
    return decisions


def _state(decision: Decision) -> str:
    if decision.is_allowed:
        return State.SUBMITTING
    if decision.verdict is Verdict.REFUSE:
        rules = {finding.rule for finding in decision.findings if finding.verdict is Verdict.REFUSE}
        return State.EXPIRED if rules == {"expired"} else State.SUPPRESSED
    return State.HELD if decision.until is None else State.QUEUED


def _keep_back(token: bytes, rows: Sequence[Outgoing], decisions: Mapping[int, Decision], now: datetime) -> None:
    values = {}
    for row in rows:
        decision = decisions[row.id]
        stopped = next((finding for finding in decision.findings if finding.rule == "stopped"), None)
        state = _state(decision)
        values[row.id] = {
            "state": state,
            "decision": decision.as_json(),
            "due_at": decision.until or row.due_at,
            "stop": stopped.params["order"] if stopped is not None and state == State.HELD else None,
        }
    claims.record(Delivery, token, values, where={"state": State.SUBMITTING})
    tell(
        SYSTEM,
        [
            Change(row.id, row.message_id, row.interaction_id, row.person_id, str(values[row.id]["state"]), row.outcome)
            for row in rows
        ],
        now,
    )


def _cannot_leave(token: bytes, broken: Sequence[Ready], now: datetime) -> None:
    """What cannot become a mail failed before a byte of it left."""
    values = {
        ready.row.id: {
            "state": State.FAILED,
            "code": "unbuildable",
            "said": ready.item.seal("messaging_delivery", "said", ready.problem[:1000]) if ready.item else b"",
        }
        for ready in broken
    }
    claims.record(Delivery, token, values, where={"state": State.SUBMITTING})
    tell(
        SYSTEM,
        [
            Change(r.row.id, r.row.message_id, r.row.interaction_id, r.row.person_id, State.FAILED, r.row.outcome)
            for r in broken
        ],
        now,
    )


def _put_back(token: bytes, ours: Sequence[Ready]) -> None:
    """This is a copy of an installation that lives elsewhere: everything stays as it was."""
    claims.swap(
        Delivery,
        token,
        [ready.row.id for ready in ours],
        where=Q(state=State.SUBMITTING),
        set={"state": State.QUEUED, "claim": None, "claimed_until": None},
    )
