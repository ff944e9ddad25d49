"""From the server's answer to the state of a delivery: pure, one answer at a time (messaging by RFC 5321 and 1047)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from rapport.channels.email.bounces import classify
from rapport.channels.email.incoming import BounceClass
from rapport.channels.email.receipt import Answer, Fate
from rapport.messaging.domain import next_try
from rapport.messaging.models import Delivery
from rapport.messaging.queries.outgoing import Outgoing

State = Delivery.State
RESENT_AT_ONCE = frozenset({"urgent"})  # interviews and security; the rest asks a person (messaging lanes)
MOST_RESENDS = 1
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fated:
    """What an answer means for a delivery."""

    state: str
    code: str
    due_at: datetime
    attempts: int
    resends: int
    is_dead: bool = False  # the address does not exist: never write to it again
    refused_softly: bool = False


def fated(row: Outgoing, answer: Answer, now: datetime) -> Fated:
    """The next state of a delivery that was submitted; a fault of the line never counts as its attempt."""
    told = f"{answer.code or ''} {answer.enhanced}".strip()
    tries = row.attempts + 1
    if answer.fate is Fate.ACCEPTED:
        return Fated(State.SENT, told, row.due_at, tries, row.resends)
    if answer.fate is Fate.UNCERTAIN:
        return unknown(row, told, now)
    if answer.is_about == "connection":
        wait = min(max((now - row.at) / 4, SHORTEST_WAIT), LONGEST_WAIT)
        return _later(row, told or "unreachable", now + wait, row.attempts)
    if answer.fate is Fate.REFUSED:
        kind = classify(answer.code or None, answer.enhanced, answer.text)
        return Fated(
            State.FAILED, told, row.due_at, tries, row.resends, kind is BounceClass.HARD, kind is BounceClass.SOFT
        )
    wait_for = next_try(
        tries,
        greylisted=answer.enhanced == "4.7.1" or (answer.code in {450, 451} and not answer.enhanced),
        retry_after=answer.retry_after,
    )
    if wait_for is None:
        return Fated(State.FAILED, told or "gave_up", row.due_at, tries, row.resends, refused_softly=True)
    return _later(row, told, now + wait_for, tries)


def unknown(row: Outgoing, told: str, now: datetime) -> Fated:
    """Nobody knows whether it arrived: what cannot wait goes once more with the same bytes, the rest asks a person."""
    if row.lane in RESENT_AT_ONCE and row.resends < MOST_RESENDS:
        return Fated(State.QUEUED, told or "resent", now, row.attempts + 1, row.resends + 1)
    return Fated(State.UNCERTAIN, told, row.due_at, row.attempts + 1, row.resends)


def _later(row: Outgoing, told: str, due_at: datetime, tries: int) -> Fated:
    if row.expires_at is not None and due_at >= row.expires_at:
        return Fated(State.EXPIRED, told, row.due_at, tries, row.resends)  # it would arrive too late (MAIL-47)
    return Fated(State.DEFERRED, told, due_at, tries, row.resends)
