"""Taking away what was said to and about the demo's people, and the people themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from rapport.consent.models import Consent, Suppression
from rapport.events.models import Reaction, Tick
from rapport.jobs.models import Application, StageMove
from rapport.messaging.models import Conversation, ConversationSeen, Delivery, Draft, Message, RawMail
from rapport.notices.models import Notice, StaffMail
from rapport.people.models import ContactPoint, MergeRecord, Person
from rapport.sandbox.models import SandboxMail
from rapport.sandbox.queries import key_of
from rapport.search import services as search
from rapport.tasks.models import Task
from rapport.timeline.models import About, Attachment, Interaction, Mention, Participant, Version
from rapport.timeline.models import Draft as Begun
from rapport.vault import domain as subjects
from rapport.vault import files as vault_files
from rapport.vault import services as vault
from rapport.vault.models import SealedFile

AT_ONCE = 500


@dataclass(slots=True)
class Gone:
    """How many rows went, and what had to stay because something real refers to it."""

    rows: int = 0
    kept: list[str] = field(default_factory=list)


def lines(gone: Gone, people: set[int]) -> None:
    """Everything said to or about the demo's people alone; what also concerns somebody real only lets go of them."""
    about = set(About.objects.filter(person_id__in=people).values_list("interaction_id", flat=True))
    shared = set(
        About.objects.filter(interaction_id__in=about)
        .exclude(person_id__in=people)
        .values_list("interaction_id", flat=True)
    )
    lines = about - shared
    # A comment hangs on its item, so it goes where the item goes.
    messages = list(
        Message.objects.filter(Q(interaction_id__in=lines) | Q(person_id__in=people)).values_list("pk", flat=True)
    )
    raws = list(RawMail.objects.filter(Q(is_demo=True) | Q(message_id__in=messages)))
    vault.drop(bytes(row.seal_id) for row in raws)
    mails = list(SandboxMail.objects.filter(Q(is_demo=True) | Q(mailbox__in=_mailboxes(people))))
    vault.drop(bytes(row.seal_id) for row in mails)
    files = SealedFile.objects.filter(pk__in=Attachment.objects.filter(interaction_id__in=lines).values("file_id"))
    sealed = list(files)
    attached = list(Attachment.objects.filter(interaction_id__in=lines).values_list("pk", flat=True))
    search.remove("file", attached)
    search.remove("item", lines)
    drop(gone, RawMail, "pk", [row.pk for row in raws])
    drop(gone, SandboxMail, "pk", [row.pk for row in mails])
    drop(gone, Delivery, "message_id", messages)
    Message.objects.filter(in_reply_to_id__in=messages).update(in_reply_to=None)
    drop(gone, Message, "pk", messages)
    drafts = list(Draft.objects.filter(person_id__in=people))
    vault.drop(bytes(row.seal_id) for row in drafts)
    drop(gone, Draft, "pk", [row.pk for row in drafts])
    begun = list(Begun.objects.filter(person_id__in=people))
    vault.drop(bytes(row.seal_id) for row in begun)
    drop(gone, Begun, "pk", [row.pk for row in begun])
    talks = list(Conversation.objects.filter(person_id__in=people).values_list("pk", flat=True))
    drop(gone, ConversationSeen, "conversation_id", talks)
    drop(gone, Conversation, "pk", talks)
    for model in (Attachment, Mention, Version, Participant, About):
        drop(gone, model, "interaction_id", lines)
    drop(gone, About, "person_id", people)
    Participant.objects.filter(person_id__in=people).delete()
    Interaction.objects.filter(parent_id__in=lines).update(parent=None)
    drop(gone, Interaction, "pk", lines)
    vault_files.remove(sealed)


def _mailboxes(people: set[int]) -> list[bytes]:
    """The Sandbox's mailboxes of these people, but for addresses that somebody who stays has too."""
    points = ContactPoint.objects.filter(channel=ContactPoint.Channel.EMAIL)
    others = points.exclude(person_id__in=people).values("canonical")
    theirs = points.filter(person_id__in=people).exclude(canonical__in=others)
    return [key_of(address) for address in theirs.values_list("canonical", flat=True).distinct()]


def mail_to_members(gone: Gone, addresses: list[str]) -> None:
    """What the house wrote to the demo's members: sign-in links, notices, and what the Sandbox kept of them."""
    for model, where in (
        (StaffMail, Q(to__in=addresses)),
        (SandboxMail, Q(mailbox__in=[key_of(address) for address in addresses])),
    ):
        rows = list(model._default_manager.filter(where).values_list("pk", "seal_id"))
        vault.drop(bytes(seal_id) for _, seal_id in rows)
        drop(gone, model, "pk", [pk for pk, _ in rows])


def duties(gone: Gone, people: set[int]) -> None:
    tasks = list(Task.objects.filter(Q(is_demo=True) | Q(person_id__in=people)))
    vault.drop(bytes(row.seal_id) for row in tasks)
    drop(gone, Task, "pk", [row.pk for row in tasks])
    drop(
        gone,
        Notice,
        "pk",
        list(Notice.objects.filter(Q(is_demo=True) | Q(person_id__in=people)).values_list("pk", flat=True)),
    )
    drop(gone, Consent, "person_id", people)
    drop(gone, Suppression, "pk", list(Suppression.objects.filter(is_demo=True).values_list("pk", flat=True)))


def persons(gone: Gone, people: set[int]) -> None:
    applications = list(Application.objects.filter(person_id__in=people).values_list("pk", flat=True))
    drop(gone, StageMove, "application_id", applications)
    drop(gone, Application, "pk", applications, deep=True)
    # Somebody real whom a demo contact submitted, or who was merged with a demo record, stands alone again.
    Application.objects.filter(submitted_by_id__in=people).update(submitted_by=None)
    Person.objects.filter(submitted_by_id__in=people).update(submitted_by=None)
    Person.objects.filter(merged_into_id__in=people).update(merged_into=None)
    MergeRecord.objects.filter(Q(survivor_id__in=people) | Q(merged_id__in=people)).delete()
    # What the worker has still to do about them, and the versions that pages about them poll.
    drop(
        gone,
        Reaction,
        "event_id",
        Reaction.objects.filter(event__person_id__in=people).values_list("event_id", flat=True),
    )
    Tick.objects.filter(topic__in=[f"person:{pk}" for pk in people]).delete()
    for pk in people:
        search.forget_person(pk)
    vault.destroy([subjects.person(pk) for pk in people])
    drop(gone, Person, "pk", people, deep=True)


def drop(gone: Gone, model: type[models.Model], column: str, values: Iterable[int], *, deep: bool = False) -> None:
    """Delete rows by a column, slice by slice; `deep` lets the rows that hang on them go too."""
    some = sorted(values)
    for at in range(0, len(some), AT_ONCE):
        rows = model._default_manager.filter(**{f"{column}__in": some[at : at + AT_ONCE]})
        gone.rows += rows.delete()[0] if deep else rows._raw_delete(rows.db)
