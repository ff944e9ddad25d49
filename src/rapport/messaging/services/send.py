"""Queueing a message: decide, then rows, in one transaction. Sending itself is the outbox's work."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.channels.email import html as mail_html
from rapport.channels.email.compose import new_message_id, thread_after
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.jobs import services as job_services
from rapport.jobs.models import Application
from rapport.lib.actor import Actor
from rapport.lib.decision import Decision, Verdict, decide
from rapport.lib.errors import Invalid, NotFound, Refused
from rapport.messaging import policy, queries
from rapport.messaging.domain import SendRequest, summary, unfilled
from rapport.messaging.events import MessageQueued, MessageRefused
from rapport.messaging.models import Conversation, Delivery, Message
from rapport.messaging.queries import facts
from rapport.messaging.services.addressing import Address, addresses_of
from rapport.messaging.services.file_mail import conversation_with
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.tasks import services as tasks
from rapport.timeline.models import Attachment, Direction, Interaction
from rapport.timeline.services import Entry, Part, record
from rapport.timeline.services.attach import attach, set_status
from rapport.timeline.services.audience import of_people
from rapport.vault import queries as vault
from rapport.vault.domain import NewItem
from rapport.worker import Lane, wake

TABLE = "messaging_message"


def send(actor: Actor, request: SendRequest) -> Message:
    """Decide about a message and queue it.

    Raises `Refused` with every reason when a member of staff sends by hand; what automations and
    the system send is committed as suppressed, so that the timeline shows what was not sent and why.
    """
    person = _person(actor, request.person_id)
    accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.ids_of(person)))
    subject = " ".join(request.subject.split())
    if not subject:
        raise Invalid({"subject": _("Give the mail a subject.")})
    html = mail_html.clean_composed(request.html)
    text = request.text or mail_html.to_text(html)
    if not text.strip():
        raise Invalid({"html": _("Write something first.")})
    parent = _parent(actor, person, request)
    _require_job(actor, request)
    addresses = addresses_of(actor, person, request, parent)
    read = facts.at_queueing(
        actor,
        person=person,
        hashes=[a.mark for a in addresses],
        purpose=request.purpose,
        origin=request.origin,
        unfilled=unfilled(subject, text),
    )
    decisions = {a.mark: policy.judge(replace(read[a.mark], is_about_recipient=a.is_candidate)) for a in addresses}
    lead = decisions[addresses[0].mark]
    if lead.verdict is Verdict.REFUSE and request.origin == "manual":
        with transaction.atomic():
            events.publish(actor, MessageRefused(person_id=person.pk, rules=[f.rule for f in lead.findings]))
        raise Refused(lead)
    if request.once and (known := Message.objects.filter(once=request.once).first()) is not None:
        return known
    try:
        owner = _owner(person, request, addresses)
        words = replace(request, subject=subject, html=html, text=text)
        message = _queue(actor, owner, words, parent, addresses, decisions)
    except IntegrityError:
        # Somebody answered the same cause a moment ago: it has its one mail.
        if not request.once:
            raise
        return Message.objects.get(once=request.once)
    return message


def _queue(
    actor: Actor,
    person: Person,
    request: SendRequest,
    parent: Message | None,
    addresses: list[Address],
    decisions: dict[bytes, Decision],
) -> Message:
    with transaction.atomic():
        message = _write(actor, person, request, parent, addresses, decisions)
        wake(Lane(request.lane))
    return message


def preview_decision(actor: Actor, request: SendRequest) -> Decision:
    """The decision that sending now would meet, without sending; the composer shows it."""
    person = _person(actor, request.person_id)
    addresses = addresses_of(actor, person, request, _parent(actor, person, request))
    read = facts.at_queueing(
        actor,
        person=person,
        hashes=[a.mark for a in addresses],
        purpose=request.purpose,
        origin=request.origin,
        unfilled=unfilled(request.subject, request.html),
    )
    return policy.judge(replace(read[addresses[0].mark], is_about_recipient=addresses[0].is_candidate))


def _person(actor: Actor, person_id: int) -> Person:
    if actor.is_user:
        return people.get(accounts.viewer_of(actor), person_id)
    found = people.by_ids([person_id]).get(person_id)
    if found is None:
        raise NotFound(_("There is no such person here."))
    return found


def _owner(person: Person, request: SendRequest, addresses: list[Address]) -> Person:
    """Under whom of those merged it is written (DESIGN 16): whose address it goes to, else whose application it is."""
    group = people.ids_of(person)
    point = addresses[0].point
    owner_id = point.person_id if point is not None and point.person_id in group else None
    if owner_id is None and request.application_id:
        rows = Application.objects.filter(pk=request.application_id, person_id__in=group)
        owner_id = rows.values_list("person_id", flat=True).first()
    return people.by_ids([owner_id or person.pk])[owner_id or person.pk]


def _parent(actor: Actor, person: Person, request: SendRequest) -> Message | None:
    """What this answers: words with this very person, which the sender may read."""
    if not request.in_reply_to_id:
        return None
    rows = Message.objects.select_related("interaction", "conversation")
    found = rows.filter(pk=request.in_reply_to_id, person_id__in=people.ids_of(person)).first()
    if found is not None and actor.is_user:
        viewer = accounts.viewer_of(actor)
        found = found if found.interaction.audience_id in viewer.audience_ids else None
    if found is None:
        raise Invalid({"reply_to": _("What this answers is not there any more. Write it as a new mail.")})
    return found


def _require_job(actor: Actor, request: SendRequest) -> None:
    """A member of staff writes about jobs they may see; others are not there."""
    if request.job_id is None or not actor.is_user:
        return
    try:
        jobs.get(accounts.viewer_of(actor), request.job_id)
    except NotFound as error:
        raise Invalid({"job": _("Choose one of the jobs in the list.")}) from error


def _write(
    actor: Actor,
    person: Person,
    request: SendRequest,
    parent: Message | None,
    addresses: list[Address],
    decisions: dict[bytes, Decision],
) -> Message:
    now = timezone.now()
    job_id = request.job_id or (parent.interaction.job_id if parent else None)
    application = _application(people.ids_of(person), request, job_id)
    lead = decisions[addresses[0].mark]
    due = max(request.send_at or now, now + timedelta(seconds=request.undo_for))
    interaction, item = record(
        actor,
        Entry(
            kind="email",
            direction=Direction.OUT,
            occurred_at=due if due > now else now,
            audience_id=_audience(request, person, parent, job_id),
            person_ids=[person.pk],
            job_id=job_id,
            application_id=application.pk if application else None,
            parts=_parts(actor, request, addresses),
            subject=request.subject,
            body=request.html,
            text=request.text,
            is_rich=True,
            is_system=request.origin != "manual",
            is_demo=request.is_demo,
            params={"set_off_by": request.set_off_by_id} if request.set_off_by_id else {},
        ),
    )
    message_id = new_message_id(settings.MAIL_DOMAIN, secrets.token_hex(16))
    message = Message.objects.create(
        interaction=interaction,
        conversation=_conversation(person, parent, job_id, actor, now, request.is_demo),
        person=person,
        direction="out",
        origin=request.origin,
        purpose=request.purpose,
        language=request.language or person.language,
        at=due,
        message_id=message_id,
        id_hash=vault.fingerprint("message-id", message_id),
        thread=_thread(item, message_id, parent),
        html=item.seal(TABLE, "html", request.html),
        text=item.seal(TABLE, "text", request.text),
        template_key=request.template_key,
        template_version=request.template_version,
        application=application,
        stage_id_at_queueing=application.stage_id if application else None,
        decision=decide([f for d in decisions.values() for f in d.findings]).as_json(),
        batch_id=request.batch_id,
        once=request.once or None,
        in_reply_to=parent,
        is_demo=request.is_demo,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                message=message,
                part=a.recipient.part,
                contact_point=a.point,
                user_id=a.recipient.user_id,
                address=item.seal("messaging_delivery", "address", f"{a.name}\n{a.address}"),
                address_hash=a.mark,
                state=_first_state(decisions[a.mark], lead),
                lane=request.lane,
                due_at=max(due, decisions[a.mark].until or due),
                expires_at=request.expires_at,
                decision=decisions[a.mark].as_json(),
                is_demo=request.is_demo,
            )
            for a in addresses
        ]
    )
    attach(interaction, [Attachment(file_id=id) for id in request.file_ids])
    summarise(message, interaction)
    if lead.verdict is not Verdict.REFUSE and request.origin == "manual":
        _answered(message, parent, now)
    if request.remind_days:
        tasks.remind_unless_answered(
            actor, person_id=person.pk, interaction_id=interaction.pk, days=request.remind_days, job_id=job_id
        )
    events.publish(actor, MessageQueued(person_id=person.pk, message_id=message.pk, interaction_id=interaction.pk))
    return message


def _first_state(decision: Decision, lead: Decision) -> str:
    # Nobody gets a copy of what the candidate does not get.
    if Verdict.REFUSE in {decision.verdict, lead.verdict}:
        return Delivery.State.SUPPRESSED
    if decision.verdict is Verdict.HOLD and decision.until is None:
        return Delivery.State.HELD
    return Delivery.State.QUEUED


def summarise(message: Message, interaction: Interaction) -> None:
    """Fold a message's deliveries into the one word its timeline line shows."""
    rows = list(message.deliveries.values_list("part", "state", "outcome"))
    future = message.deliveries.filter(state="queued", due_at__gt=timezone.now()).exists()
    set_status(interaction.pk, summary(rows, scheduled=future))


def _application(group: list[int], request: SendRequest, job_id: int | None) -> Application | None:
    rows = Application.objects.filter(person_id__in=group)
    if request.application_id:
        return rows.filter(pk=request.application_id).first()
    return rows.filter(job_id=job_id).order_by("-applied_at").first() if job_id else None


def _audience(request: SendRequest, person: Person, parent: Message | None, job_id: int | None) -> int:
    """Answers inherit the visibility of what they answer; what belongs to no job is for whoever sees the person."""
    if request.audience_id is not None:
        return request.audience_id
    if parent is not None:
        return parent.interaction.audience_id
    if job_id is None:
        return of_people([person.pk])
    return job_services.audience_for("everyone", job_id=job_id)


def _conversation(
    person: Person, parent: Message | None, job_id: int | None, actor: Actor, now: object, is_demo: bool
) -> Conversation:
    thread = conversation_with(person.pk, parent) if parent is not None else None
    if thread is not None:
        Conversation.objects.filter(pk=thread.pk).update(last_at=now)
        return thread
    return Conversation.objects.create(
        person=person, job_id=job_id, assignee_id=actor.id if actor.is_user else None, is_demo=is_demo
    )


def _parts(actor: Actor, request: SendRequest, addresses: Iterable[Address]) -> list[Part]:
    sender = actor.id if actor.is_user else request.set_off_by_id
    return [
        Part("from", user_id=sender),
        *(
            Part(a.recipient.part, user_id=a.recipient.user_id, person_id=a.point.person_id if a.point else None,
                 address=a.address)
            for a in addresses
        ),
    ]  # fmt: skip


def _thread(item: NewItem, message_id: str, parent: Message | None) -> bytes:
    """In-Reply-To and References as they will stand (MAIL-08), sealed: the parent's id may name a person."""
    thread: dict[str, object] = {"message_id": message_id}
    if parent is not None:
        before = thread_of(parent)
        if before.get("message_id"):
            thread["in_reply_to"] = before["message_id"]
            thread["references"] = list(
                thread_after(before["message_id"], tuple(before.get("references", ())), before.get("in_reply_to", ""))
            )
    return item.seal(TABLE, "thread", json.dumps(thread))


def thread_of(message: Message) -> dict[str, Any]:
    """The ids of a message as they stood in its headers; empty when its words are gone."""

    item = queries.opened([message]).get(message.pk)
    return json.loads(item.text(TABLE, "thread", message.thread) or "{}") if item else {}


def _answered(message: Message, parent: Message | None, now: object) -> None:
    """Whatever the candidate said in this conversation, and in that of what this answers, is answered now."""
    threads = {message.conversation_id, *([parent.conversation_id] if parent else ())}
    Interaction.objects.filter(
        message__conversation_id__in=threads, direction=Direction.IN, answered_at__isnull=True
    ).update(answered_at=now)
    Conversation.objects.filter(pk__in=threads).update(waiting_since=None, last_at=now)
