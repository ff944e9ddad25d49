"""The one way onto a timeline: rows, sealed words and index in the caller's transaction.

The verb that calls has checked the right to do what is recorded (to log, to note, to send, to file).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from rapport.events import services as events
from rapport.lib import words
from rapport.lib.actor import Actor
from rapport.search import services as search
from rapport.search.domain import Doc
from rapport.timeline.domain import PREVIEW_LENGTH
from rapport.timeline.models import About, Direction, Interaction, Participant
from rapport.vault import domain as subjects
from rapport.vault import services as vault
from rapport.vault.domain import NewItem

TABLE = "timeline_interaction"


@dataclass(frozen=True, slots=True)
class Part:
    """Who took part: a user, a person, or an address on nobody's file."""

    part: str  # from, to, cc, bcc
    user_id: int | None = None
    person_id: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to be; `text` is the plain text of `body`, used for preview and search."""

    kind: str
    occurred_at: datetime
    audience_id: int
    person_ids: Sequence[int]
    direction: str = Direction.NONE
    job_id: int | None = None
    application_id: int | None = None
    parts: Sequence[Part] = ()
    subject: str = ""
    body: str = ""
    text: str = ""
    is_rich: bool = False
    is_logged: bool = False
    is_system: bool = False
    logged_by_id: int | None = None
    parent_id: int | None = None
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    duration_s: int | None = None
    outcome: str = ""
    status: str = ""
    answered_at: datetime | None = None  # inbound that nobody need answer
    is_demo: bool = False


def record(actor: Actor, entry: Entry) -> tuple[Interaction, NewItem]:
    """Write one line on the timeline of every person it is about; returns it with its open seal."""
    return record_all(actor, [entry])[0]


def record_all(actor: Actor, entries: Sequence[Entry]) -> list[tuple[Interaction, NewItem]]:
    """Write lines as `record` does, each table once."""
    people = [list(dict.fromkeys(entry.person_ids)) for entry in entries]
    if not all(people):
        raise ValueError("A line on a timeline is about somebody.")
    with transaction.atomic():
        items = vault.new_items([[subjects.person(id) for id in ids] for ids in people])
        lines = Interaction.objects.bulk_create(
            [line_of(actor, entry, item) for entry, item in zip(entries, items, strict=True)]
        )
        written = list(zip(lines, entries, items, people, strict=True))
        About.objects.bulk_create(
            [about for line, entry, item, ids in written for about in abouts_of(line, entry, item, ids)]
        )
        Participant.objects.bulk_create(
            [part for line, entry, item, _ in written for part in participants_of(line, entry, item)]
        )
        search.put([doc for line, entry, _, ids in written for doc in docs_of(line, ids, words_of(entry))])
        events.tick(*(f"person:{id}" for ids in people for id in ids))
    return list(zip(lines, items, strict=True))


def line_of(actor: Actor, entry: Entry, item: NewItem) -> Interaction:
    """The row of a line, its words sealed, not written yet."""
    return Interaction(
        kind=entry.kind,
        direction=entry.direction,
        occurred_at=entry.occurred_at,
        job_id=entry.job_id,
        application_id=entry.application_id,
        audience_id=entry.audience_id,
        actor_kind=str(actor.kind),
        actor_id=actor.id,
        logged_by_id=entry.logged_by_id,
        is_logged=entry.is_logged,
        is_system=entry.is_system,
        parent_id=entry.parent_id,
        seal_id=item.seal_id,
        subject=_sealed(item, "subject", entry.subject),
        preview=_sealed(item, "preview", preview_of(entry.text or entry.body)),
        body=_sealed(item, "body", entry.body),
        is_rich=entry.is_rich,
        code=entry.code,
        params=dict(entry.params),
        duration_s=entry.duration_s,
        outcome=entry.outcome,
        status=entry.status,
        answered_at=entry.answered_at,
        is_demo=entry.is_demo,
    )


def abouts_of(line: Interaction, entry: Entry, item: NewItem, person_ids: Sequence[int]) -> list[About]:
    """The rows that put a line on the timelines of these people."""
    return [
        About(
            interaction=line,
            person_id=id,
            occurred_at=entry.occurred_at,
            job_id=entry.job_id,
            kind=entry.kind,
            audience_id=entry.audience_id,
            is_top=entry.parent_id is None,
            wrapped_key=item.wraps[subjects.person(id)],
        )
        for id in person_ids
    ]


def participants_of(line: Interaction, entry: Entry, item: NewItem) -> list[Participant]:
    """The rows of who took part."""
    return [
        Participant(
            interaction=line,
            part=p.part,
            user_id=p.user_id,
            person_id=p.person_id,
            address=item.seal("timeline_participant", "address", p.address) if p.address else b"",
        )
        for p in entry.parts
    ]


def index(interaction: Interaction, person_ids: Sequence[int], text: str) -> None:
    """Make an item findable by its words, for each person it is about."""
    search.put(docs_of(interaction, person_ids, text))


def words_of(entry: Entry) -> str:
    """What a line is found by."""
    return f"{entry.subject}\n{entry.text or entry.body}"


def docs_of(line: Interaction, person_ids: Sequence[int], text: str) -> list[Doc]:
    """What makes a line findable for each of these people; nothing for a line without words."""
    found = words.tokens(text)
    return [Doc("item", line.pk, line.occurred_at, found, id, line.audience_id) for id in person_ids] if found else []


def preview_of(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[: PREVIEW_LENGTH * 4].split())[:PREVIEW_LENGTH]


def _sealed(item: NewItem, column: str, text: str) -> bytes:
    return item.seal(TABLE, column, text) if text else b""
