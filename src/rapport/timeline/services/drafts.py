"""Words not saved yet are kept sealed as they are typed: nothing typed is lost, and nothing stays on the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from rapport.accounts import queries as accounts
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline import rich
from rapport.timeline.models import Draft
from rapport.timeline.queries.drafts import TABLE
from rapport.vault import domain as subjects
from rapport.vault import services as vault

SEEN_BY = ("visibility", "see_people", "see_roles")
FIELDS: dict[str, tuple[str, ...]] = {
    Draft.Kind.LOG: (
        *("kind", "occurred_at", "direction", "minutes", "outcome", "sent_by", "sent_to", "subject", "job", "task"),
        *("description", *SEEN_BY),
    ),
    Draft.Kind.NOTE: ("text", "call", "internal", "job", *SEEN_BY),
}
WORDS = ("subject", "description", "text")


def keep_draft(actor: Actor, person_id: int, kind: str, given: Mapping[str, Sequence[str]]) -> Draft | None:
    """Keep what the actor has typed for a person in place of what was kept before; a form without words is dropped."""
    person = people.get(accounts.viewer_of(actor), person_id)
    fields = {name: list(given[name]) for name in _fields(kind) if name in given}
    with transaction.atomic():
        _drop(actor, person, kind)
        if not any(rich.taken(text).text for name in WORDS for text in fields.get(name, [])):
            return None
        item = vault.new_item([subjects.person(person.pk)])
        vault.keep_wraps(item)
        return Draft.objects.create(
            author_id=actor.id,
            person=person,
            kind=kind,
            seal_id=item.seal_id,
            words=item.seal(TABLE, "words", json.dumps(fields)),
        )


def drop_draft(actor: Actor, person_id: int, kind: str) -> None:
    """Forget what the actor has typed for a person and not saved."""
    _fields(kind)
    person = people.get(accounts.viewer_of(actor), person_id)
    with transaction.atomic():
        _drop(actor, person, kind)


def _drop(actor: Actor, person: Person, kind: str) -> None:
    old = Draft.objects.filter(author_id=actor.id, person_id__in=people.ids_of(person), kind=kind)
    vault.drop(bytes(one.seal_id) for one in old)
    old.delete()


def _fields(kind: str) -> tuple[str, ...]:
    if kind not in FIELDS:
        raise NotFound("There is no such form.")
    return FIELDS[kind]
