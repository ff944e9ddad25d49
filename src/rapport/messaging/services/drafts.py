"""Words not sent yet are kept as they are typed; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application, Stage
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, NotFound, RapportError
from rapport.messaging import queries
from rapport.messaging.events import DraftTakenOver
from rapport.messaging.models import Draft, Message
from rapport.messaging.queries import drafts, typed
from rapport.messaging.queries.drafts import WRITING_FOR
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline import services as timeline
from rapport.timeline.models import Attachment
from rapport.timeline.services import Visibility
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
    if typed.is_blank(viewer, words):
        discard_draft(actor, person, reply=reply, edits=edited)
        return None
    with transaction.atomic():
        old = _of(actor, person, reply, edited).select_for_update().first()
        if old is not None:
            _let_go_files([old], words.get("files") or ())
        begins = old is None or old.saved_at < timezone.now() - WRITING_FOR / 2
        kept = _keep(
            actor.id,
            person,
            {"begun_by": typed.of_draft(old).get("begun_by", "") if old else "", **words},
            old=old,
            conversation=reply.conversation if reply else None,
            edits=edited,
            audience_id=_audience(actor, person, words, reply),
        )
        if begins:
            events.tick(f"person:{person.pk}")
    return kept


def take_over(actor: Actor, draft_id: int) -> Draft:
    """Go on with what a colleague began; who began it stays known."""
    viewer = accounts.viewer_of(actor)
    with transaction.atomic():
        draft = drafts.get(viewer, draft_id)
        if draft.author_id == actor.id:
            return draft
        accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.group_ids(draft.person_id)))
        own = Draft.objects.filter(
            author_id=actor.id, person_id=draft.person_id, kind=Draft.Kind.MAIL, conversation=draft.conversation,
            edits=draft.edits,
        )  # fmt: skip
        if own.exists():
            raise Conflict(_("You are writing here yourself. Send or empty your own draft first."))
        words = typed.of_draft(draft)
        from_user = draft.author
        if not Draft.objects.filter(pk=draft.pk, author=from_user).update(author_id=actor.id):
            raise Conflict(_("Somebody has taken this over meanwhile."))
        draft.refresh_from_db()
        begun_by = words.get("begun_by") or from_user.name
        kept = _keep(actor.id, draft.person, words | {"begun_by": begun_by}, old=draft)
        events.publish(actor, DraftTakenOver(person_id=draft.person_id, draft_id=draft.pk, user_id=from_user.pk))
        events.tick(f"person:{draft.person_id}")
    return kept


def drop_draft(actor: Actor, draft_id: int) -> None:
    """Throw away words of one's own."""
    draft = Draft.objects.filter(pk=draft_id, author_id=actor.id, kind=Draft.Kind.MAIL).first()
    if draft is None:
        raise NotFound(_("This draft is not there any more. It may have been sent."))
    _drop([draft])


def discard_draft(
    actor: Actor,
    person: Person,
    *,
    reply: Message | None = None,
    edits: Message | None = None,
    keep: Collection[int] = (),
) -> None:
    """Forget what a user typed in this exchange with a person; of its files, those to be kept stay."""
    _drop(list(_of(actor, person, reply, edits)), keep)


def _drop(old: Sequence[Draft], keep: Collection[int] = ()) -> None:
    with transaction.atomic():
        _let_go_files(old, keep)
        vault.drop(bytes(d.seal_id) for d in old)
        Draft.objects.filter(pk__in=[d.pk for d in old]).delete()
        events.tick(*(f"person:{d.person_id}" for d in old))


def _of(actor: Actor, person: Person, reply: Message | None, edits: Message | None) -> QuerySet[Draft]:
    return Draft.objects.filter(
        author_id=actor.id,
        person_id__in=people.ids_of(person),
        kind=Draft.Kind.MAIL,
        conversation=reply.conversation if reply else None,
        edits=edits,
    )


def _let_go_files(old: Iterable[Draft], keep: Collection[int]) -> None:
    held = {int(id) for draft in old for id in typed.of_draft(draft).get("files", ())} - set(keep)
    # What already hangs on a line belongs to that line.
    held -= set(Attachment.objects.filter(file_id__in=held).values_list("file_id", flat=True))
    files.remove(SealedFile.objects.filter(pk__in=held))


def _audience(actor: Actor, person: Person, words: Mapping[str, Any], reply: Message | None) -> int:
    """Who may read a draft: whoever will see the mail; nobody else while that is not decided."""
    kind, job = str(words.get("audience") or ""), str(words.get("job") or "")
    members = {"people": "see_people", "roles": "see_roles"}.get(kind, "")
    ids = [int(v.lstrip("u")) for v in words.get(members, ()) if v.lstrip("u").isdecimal()]
    if not kind and reply is not None:
        return reply.interaction.audience_id
    circle = Visibility(kind or "everyone", tuple(ids))
    try:
        job_id = int(job) if job.isdecimal() and len(job) < 19 else None
        return timeline.audience_of(actor, circle, person_ids=[person.pk], job_id=job_id)
    except RapportError:
        return timeline.audience_of(actor, Visibility("only_me"), person_ids=[person.pk], job_id=None)


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


def _keep(
    author_id: int, person: Person, words: Mapping[str, Any], *, old: Draft | None = None, **fields: Any
) -> Draft:
    """Seal the words anew; a draft that was there keeps its number."""
    item = vault.new_item([subjects.person(person.pk)])
    vault.keep_wraps(item)
    draft = old or Draft(author_id=author_id, person=person)
    if old is not None:
        vault.drop([bytes(old.seal_id)])
    draft.seal_id = item.seal_id
    draft.words = item.seal(TABLE, "words", json.dumps(dict(words)))
    draft.saved_at = timezone.now()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return draft
