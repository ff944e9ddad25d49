"""Shared givens: a line on a timeline, written by the one who may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from rapport.accounts.models import User
from rapport.jobs import services as jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of
from rapport.people.models import Person
from rapport.timeline.models import Interaction
from rapport.timeline.services import Entry, Part, record

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)


def item(
    *people: Person,
    by: User | None = None,
    audience_id: int | None = None,
    kind: str = "note",
    subject: str = "",
    body: str = "Six years at a mid-size firm.",
    at: datetime = NOON,
    parts: Sequence[Part] = (),
    **fields: Any,
) -> Interaction:
    actor = actor_of(by.pk) if by else SYSTEM
    made, _ = record(
        actor,
        Entry(
            kind=kind,
            occurred_at=at,
            audience_id=audience_id or jobs.audience_for("everyone"),
            person_ids=[person.pk for person in people],
            subject=subject,
            body=body,
            parts=parts,
            is_logged=by is not None,
            logged_by_id=by.pk if by else None,
            **fields,
        ),
    )
    return made


def hours(n: float) -> timedelta:
    return timedelta(hours=n)
