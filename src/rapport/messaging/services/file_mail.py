"""Putting an incoming mail on a person's timeline: words, files, conversation and consequences in one transaction."""

from __future__ import annotations

import io
import json

from django.utils import timezone

from rapport.accounts.models import User
from rapport.channels.email import files as file_rules
from rapport.channels.email.addresses import fold
from rapport.channels.email.incoming import Incoming, Kind
from rapport.consent import services as consent
from rapport.events import services as events
from rapport.jobs import services as jobs
from rapport.jobs.models import Application
from rapport.lib.actor import Actor, ActorKind
from rapport.messaging.events import MessageReceived
from rapport.messaging.models import Conversation, Message, RawMail
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.timeline.models import Attachment, Direction
from rapport.timeline.services import Entry, Part, record
from rapport.timeline.services.attach import attach
from rapport.vault import domain as subjects
from rapport.vault import files
from rapport.vault import queries as vault
from rapport.vault import services as vault_services

TABLE = "messaging_message"
STOP_WORDS = frozenset(
    {"stop", "unsubscribe", "abmelden", "abbestellen", "remove me", "opt out", "إلغاء الاشتراك", "إيقاف"}
)


def file_mail(
    actor: Actor,
    mail: RawMail,
    incoming: Incoming,
    person: Person,
    *,
    by: str,
    parent: Message | None = None,
    staff: User | None = None,
) -> Message:
    """File a mail under a person; a colleague's answer by reply token is kept as going out, from them."""
    group = people.group_ids(person.pk)
    application = _application(group, parent)
    job_id = parent.interaction.job_id if parent else (application.job_id if application else None)
    speaker = _speaker(incoming, group)
    direction = Direction.OUT if staff else Direction.IN
    text = incoming.visible or incoming.text
    automatic = incoming.kind is Kind.AUTO_REPLY
    html = incoming.html
    now = timezone.now()
    interaction, item = record(
        actor,
        Entry(
            kind="email",
            direction=direction,
            occurred_at=mail.received_at,
            audience_id=parent.interaction.audience_id if parent else jobs.audience_for("everyone", job_id=job_id),
            person_ids=[person.pk],
            job_id=job_id,
            application_id=application.pk if application else None,
            parts=_parts(incoming, staff, speaker, parent),
            subject=incoming.subject,
            body=text,
            text=text,
            is_demo=mail.is_demo,
        ),
    )
    conversation = parent.conversation if parent else _conversation(person, job_id, mail)
    message = Message.objects.create(
        interaction=interaction,
        conversation=conversation,
        person=person,
        direction=str(direction),
        at=mail.received_at,
        language=person.language,
        id_hash=vault.fingerprint("message-id", incoming.message_id) if incoming.message_id else None,
        thread=item.seal(
            TABLE,
            "thread",
            json.dumps(
                {
                    "message_id": incoming.message_id,
                    "in_reply_to": incoming.in_reply_to,
                    "references": list(reversed(incoming.references)),
                    "date": incoming.date_text,
                }
            ),
        ),
        html=item.seal(TABLE, "html", html) if html else b"",
        text=item.seal(TABLE, "text", incoming.text),
        quoted=item.seal(TABLE, "quoted", incoming.quoted) if incoming.quoted.strip() else b"",
        application=application,
        in_reply_to=parent,
        is_automatic=automatic,
        is_unverified=speaker is None and staff is None,
        matched_by=by,
        warnings=list(incoming.warnings),
        is_demo=mail.is_demo,
    )
    _attach(interaction, incoming, person)
    waits = direction == Direction.IN and not automatic
    Conversation.objects.filter(pk=conversation.pk).update(
        last_at=mail.received_at,
        state=Conversation.State.OPEN,
        waiting_since=(conversation.waiting_since or mail.received_at) if waits else conversation.waiting_since,
    )
    if not waits:
        interaction.answered_at = now
        interaction.save(update_fields=["answered_at"])
    _heed_stop(person, text, message)
    _take_in(mail, message, person)
    events.publish(
        actor,
        MessageReceived(
            person_id=person.pk,
            message_id=message.pk,
            interaction_id=interaction.pk,
            conversation_id=conversation.pk,
            is_automatic=automatic or staff is not None,
        ),
        at=mail.received_at,
    )
    events.tick(f"person:{person.pk}", "triage")
    return message


def _application(group: list[int], parent: Message | None) -> Application | None:
    """The application a mail belongs to: its parent's, else the only or newest open one."""
    if parent is not None:
        return parent.application
    return (
        Application.objects.filter(person_id__in=group, closed_at__isnull=True).order_by("-applied_at").first()
        or Application.objects.filter(person_id__in=group).order_by("-applied_at").first()
    )


def _speaker(incoming: Incoming, group: list[int]) -> ContactPoint | None:
    """Whose address the mail came from: the person's own, or an agency contact's."""
    points = ContactPoint.objects.filter(channel="email", canonical=fold(incoming.from_.address)).select_related(
        "person"
    )
    return next((p for p in points if p.person_id in group), None) or next(
        (p for p in points if p.person.kind == Person.Kind.CONTACT), None
    )


def _parts(incoming: Incoming, staff: User | None, speaker: ContactPoint | None, parent: Message | None) -> list[Part]:
    shown = f"{incoming.from_.name} <{incoming.from_.address}>".strip()
    if staff is not None:
        sender = Part("from", user_id=staff.pk, address=shown)
    else:
        sender = Part("from", person_id=speaker.person_id if speaker else None, address=shown)
    receivers = []
    if parent is not None and parent.interaction.logged_by_id is None and parent.interaction.actor_kind == "user":
        receivers.append(Part("to", user_id=parent.interaction.actor_id))
    elif incoming.to:
        receivers.append(Part("to", address=f"{incoming.to[0].name} <{incoming.to[0].address}>".strip()))
    copies = [Part("cc", address=f"{box.name} <{box.address}>".strip()) for box in incoming.cc[:20]]
    return [sender, *receivers, *copies]


def _conversation(person: Person, job_id: int | None, mail: RawMail) -> Conversation:
    return Conversation.objects.create(
        person=person,
        job_id=job_id,
        assignee_id=person.owner_id,
        started_at=mail.received_at,
        last_at=mail.received_at,
        is_demo=mail.is_demo,
    )


def _attach(interaction: object, incoming: Incoming, person: Person) -> None:
    """Every file is kept, also one that may not be opened here; what is wrong with it stands beside it (IN-20)."""
    attached = []
    for part in incoming.files:
        problem = file_rules.check_file(part.name, part.content[: file_rules.HEAD], part.size)
        stored = files.store(
            io.BytesIO(part.content), [subjects.person(person.pk)], name=part.name, type=part.type[:120]
        )
        attached.append(
            Attachment(
                file=stored,
                content_id=part.content_id[:200],
                is_inline=part.is_inline,
                problem=problem.code if problem else "",
            )
        )
    if attached:
        attach(interaction, attached)  # type: ignore[arg-type]


def _heed_stop(person: Person, text: str, message: Message) -> None:
    """A mail that says nothing but stop withdraws what is not part of the hiring process, at once (IN-07, SMS-11)."""
    if " ".join(text.lower().split()).strip(" .!") in STOP_WORDS:
        consent.withdraw(
            Actor(ActorKind.PERSON, person.pk),
            person.pk,
            channel="email",
            source="mail",
            reason="stop_word",
            proof={"message": message.pk},
        )


def _take_in(mail: RawMail, message: Message, person: Person) -> None:
    """The raw source belongs to the person from now on, and no longer to the day it came in on."""
    vault_services.add_subjects(bytes(mail.seal_id), [subjects.person(person.pk)])
    others = [s for s in vault.subjects_of([bytes(mail.seal_id)])[bytes(mail.seal_id)] if s.kind == "intake"]
    vault_services.drop_subjects(bytes(mail.seal_id), others)
    RawMail.objects.filter(pk=mail.pk).update(state=RawMail.State.FILED, message=message, reason=message.matched_by)
