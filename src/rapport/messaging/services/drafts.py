"""Words not sent yet are kept as they are typed; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.jobs.models import Application, Stage
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound
from rapport.messaging.models import Draft
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.vault import domain as subjects
from rapport.vault import services as vault

TABLE = "messaging_draft"


def save_draft(actor: Actor, person_id: int, words: Mapping[str, str]) -> Draft | None:
    """Keep what a user typed for a person, in place of what they had typed before; empty words discard it."""
    person = people.get(accounts.viewer_of(actor), person_id)
    with transaction.atomic():
        discard_draft(actor, person)
        if not any(value.strip() for value in words.values()):
            return None
        return _keep(actor.id, person, words)


def discard_draft(actor: Actor, person: Person) -> None:
    """Forget what a user typed for a person and did not send."""
    old = Draft.objects.filter(author_id=actor.id, person_id__in=people.ids_of(person))
    vault.drop(bytes(d.seal_id) for d in old)
    old.delete()


def keep_personal(actor: Actor, application: Application, stage: Stage, subject: str, html: str) -> str:
    """Keep the personal words of a status mail in the transaction of the move; returns their reference."""
    return str(_keep(actor.id, application.person, {"subject": subject, "html": html, "for": "move"}).pk)


def take_personal(reference: str) -> Draft:
    """The personal words behind a reference; they are used once."""
    draft = Draft.objects.filter(pk=int(reference)).first() if reference.isdigit() else None
    if draft is None:
        raise NotFound("The personal words of this mail are gone.")
    return draft


def discard_personal(draft: Draft) -> None:
    """Forget the personal words once they are a message."""
    vault.drop([bytes(draft.seal_id)])
    draft.delete()


def _keep(author_id: int, person: Person, words: Mapping[str, str]) -> Draft:
    item = vault.new_item([subjects.person(person.pk)])
    vault.keep_wraps(item)
    return Draft.objects.create(
        author_id=author_id,
        person=person,
        seal_id=item.seal_id,
        words=item.seal(TABLE, "words", json.dumps(dict(words))),
        saved_at=timezone.now(),
    )
