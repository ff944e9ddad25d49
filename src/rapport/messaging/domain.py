"""Sending and matching as plain values: requests, facts, the retry ladder, the summary of deliveries."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

UNFILLED = ("{{", "{%")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One envelope: a contact point of a person, or a member of staff."""

    part: str  # to, cc, bcc
    contact_point_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Everything a door wants sent; every door calls `messaging.services.send(actor, request)` with it."""

    person_id: int
    to: Recipient
    subject: str
    html: str
    copies: Sequence[Recipient] = ()
    text: str = ""
    job_id: int | None = None
    application_id: int | None = None
    audience_id: int | None = None  # None: as what it answers, else whoever sees the person for this job
    in_reply_to_id: int | None = None
    file_ids: Sequence[int] = ()
    send_at: datetime | None = None
    origin: str = "manual"
    purpose: str = "hiring"
    lane: str = "normal"
    language: str = ""
    template_key: str = ""
    template_version: int | None = None
    undo_for: int = 0  # seconds in which the sender may take it back; it is held here, not in their browser
    expires_at: datetime | None = None  # not sent any more after this moment (MAIL-47)
    batch_id: int | None = None  # the batch it is part of
    once: str = ""  # what set it off, if that must never send two mails
    remind_days: int = 0  # make the sender a task when no answer has come after so many days
    set_off_by_id: int | None = None  # the member of staff whose act set a system mail off
    is_demo: bool = False


class Stop(NamedTuple):
    """The stop order that a delivery runs into."""

    id: int
    scope: str
    cause: str


@dataclass(frozen=True, slots=True)
class SendFacts:
    """What the rules judge: read from the database in one go, at queueing and again at the door."""

    now: datetime
    channel: str = "email"
    purpose: str = "hiring"
    origin: str = "manual"
    is_about_recipient: bool = True  # False for a colleague or an agency contact in copy
    person_is_gone: bool = False
    do_not_contact_since: datetime | None = None
    do_not_contact_reason: str = ""
    has_withdrawn: bool = False
    suppressed_as: str = ""
    suppression_scope: str = "all"
    has_address: bool = True
    stage_at_queueing: int | None = None
    stage_now: int | None = None
    stage_kind_now: str = ""
    sender_may_send: bool = True
    address_changed: bool = False  # the address on file is another one than at queueing
    lead_state: str = ""  # of a copy: what became of the To row
    stop: Stop | None = None
    wanted_at: datetime | None = None  # when it was to leave
    is_scheduled: bool = False
    expires_at: datetime | None = None
    refused_at: tuple[datetime, ...] = ()  # when this address lately refused mail, though not for good
    unfilled: tuple[str, ...] = ()


def unfilled(*texts: str) -> tuple[str, ...]:
    """The beginnings of placeholders that nobody filled, as they stand in the text."""
    found = []
    for text in texts:
        for mark in UNFILLED:
            at = text.find(mark)
            if at >= 0:
                found.append(text[at : at + 40].split("\n")[0])
    return tuple(found)


# MAIL-46: two tries within the first hour, then every two to three hours, given up after four days.
LADDER = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), *(timedelta(hours=3),) * 29)
GREYLISTED = timedelta(minutes=15)


def next_try(attempts: int, *, greylisted: bool = False, retry_after: timedelta | None = None) -> timedelta | None:
    """How long to wait after this many failed attempts, with up to 20 % of jitter; None when it is time to give up."""
    if attempts > len(LADDER):
        return None
    wait = GREYLISTED if greylisted and attempts == 1 else LADDER[attempts - 1]
    wait = max(wait, retry_after or timedelta())
    return wait * (1 + random.random() / 5)  # noqa: S311


def summary(states: Iterable[tuple[str, str, str]], *, scheduled: bool = False) -> str:
    """One word for a message from (part, state, outcome) of its deliveries; the To row leads."""
    rows = sorted(states, key=lambda row: row[0] != "to")
    if not rows:
        return ""
    _, state, outcome = rows[0]
    if outcome in {"bounced", "complained"}:
        return outcome
    if state == "queued" and scheduled:
        return "scheduled"
    return {"queued": "sending", "claimed": "sending", "submitting": "sending", "sent": "accepted"}.get(state, state)


class Known(NamedTuple):
    """A message of ours that an answer may point to."""

    message_id: int
    person_id: int
