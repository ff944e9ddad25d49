"""Words not sent yet are kept as they are typed; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.jobs.models import Application, Stage
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound
from rapport.messaging import queries
from rapport.messaging.models import Draft, Message
from rapport.messaging.queries import typed
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline.models import Attachment
from rapport.vault import domain as subjects
from rapport.vault import files
from rapport.vault import services as vault
from rapport.vault.models import SealedFile

TABLE = "messaging_draft"


def save_draft(actor: Actor, person_id: int, words: Mapping[str, Any]) -> Draft | None:
    """Keep what a user typed for a person, in place of what they had typed before; nothing written discards it."""
    viewer = accounts.viewer_of(actor)
    person = people.get(viewer, person_id)
    reply_to, edits = str(words.get("reply_to") or ""), str(words.get("edits") or "")
    reply = queries.visible_message(viewer, int(reply_to)) if reply_to.isdecimal() else None
    edited = Message.objects.filter(pk=int(edits), person_id__in=people.ids_of(person)).first() if edits else None
    with transaction.atomic():
        discard_draft(actor, person, reply=reply, edits=edited, keep=words.get("files") or ())
        if typed.is_blank(viewer, words):
            return None
        return _keep(actor.id, person, words, conversation=reply.conversation if reply else None, edits=edited)


def discard_draft(
    actor: Actor,
    person: Person,
    *,
    reply: Message | None = None,
    edits: Message | None = None,
    keep: Collection[int] = (),
) -> None:
    """Forget what a user typed in this exchange with a person; of its files, those to be kept stay."""
    old = list(
        Draft.objects.filter(
            author_id=actor.id,
            person_id__in=people.ids_of(person),
            kind=Draft.Kind.MAIL,
            conversation=reply.conversation if reply else None,
            edits=edits,
        )
    )
    held = {int(id) for draft in old for id in typed.of_draft(draft).get("files", ())} - set(keep)
    vault.drop(bytes(d.seal_id) for d in old)
    Draft.objects.filter(pk__in=[d.pk for d in old]).delete()
    # What already hangs on a line belongs to that line.
    held -= set(Attachment.objects.filter(file_id__in=held).values_list("file_id", flat=True))
    files.remove(SealedFile.objects.filter(pk__in=held))


def keep_personal(actor: Actor, application: Application, stage: Stage, subject: str, html: str) -> str:
    """Keep the personal words of a status mail in the transaction of the move; returns their reference."""
    words = {"subject": subject, "html": html}
    return str(_keep(actor.id, application.person, words, kind=Draft.Kind.MOVE).pk)


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


def _keep(author_id: int, person: Person, words: Mapping[str, Any], **fields: Any) -> Draft:
    item = vault.new_item([subjects.person(person.pk)])
    vault.keep_wraps(item)
    return Draft.objects.create(
        author_id=author_id,
        person=person,
        seal_id=item.seal_id,
        words=item.seal(TABLE, "words", json.dumps(dict(words))),
        saved_at=timezone.now(),
        **fields,
    )
