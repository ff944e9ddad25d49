"""Until a mail is being submitted it can be taken back, moved or let go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, NotFound
from rapport.messaging import queries
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import ABORTABLE, Delivery, Message
from rapport.messaging.services.drafts import save_draft
from rapport.messaging.services.send import summarise
from rapport.people import queries as people
from rapport.worker import Lane, wake


def recall(actor: Actor, message_id: int) -> int:
    """Take back what has not left; returns how many deliveries were stopped, raises when all have left."""
    message = _message(actor, message_id)
    with transaction.atomic():
        rows = list(message.deliveries.select_for_update().filter(state__in=ABORTABLE))
        if not rows:
            raise Conflict("It has already left.")
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(state=Delivery.State.RECALLED)
        _tell(actor, message, rows, Delivery.State.RECALLED)
    return len(rows)


def back_to_draft(actor: Actor, message_id: int) -> Message:
    """Take back what has not left and put its words into the composer, to be changed and sent again."""
    message = _message(actor, message_id)
    with transaction.atomic():
        item = queries.opened([message]).get(message.pk)
        if item is None:
            raise NotFound("The words of this mail were erased.")
        recall(actor, message_id)
        save_draft(
            actor,
            message.person_id,
            {
                "subject": item.text("timeline_interaction", "subject", message.interaction.subject),
                "html": item.text("messaging_message", "html", message.html),
            },
        )
    return message


def reschedule(actor: Actor, message_id: int, at: datetime) -> None:
    """Send what is scheduled at another time."""
    message = _message(actor, message_id)
    with transaction.atomic():
        changed = message.deliveries.filter(state__in=[Delivery.State.QUEUED, Delivery.State.DEFERRED]).update(
            due_at=at
        )
        if not changed:
            raise Conflict("It has already left.")
        summarise(message, message.interaction)
        events.tick(f"person:{message.person_id}")


def release(actor: Actor, message_id: int) -> None:
    """Send what was held for a person's decision, knowing what has changed: the present stage is the right one."""
    message = _message(actor, message_id)
    with transaction.atomic():
        rows = list(message.deliveries.select_for_update().filter(state=Delivery.State.HELD))
        if not rows:
            raise Conflict("Somebody has decided about this mail meanwhile.")
        if message.application is not None:
            message.stage_id_at_queueing = message.application.stage_id
            message.save(update_fields=["stage_id_at_queueing"])
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(state=Delivery.State.QUEUED, due_at=timezone.now())
        _tell(actor, message, rows, Delivery.State.QUEUED)
        transaction.on_commit(lambda: wake(Lane.BULK))


def settle_uncertain(actor: Actor, delivery_id: int, *, arrived: bool) -> None:
    """A person says what became of an uncertain delivery: it arrived, or it shall be sent again."""
    delivery = Delivery.objects.select_related("message").filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound("There is no such delivery here.")
    message = _message(actor, delivery.message_id)
    state = Delivery.State.SENT if arrived else Delivery.State.QUEUED
    with transaction.atomic():
        changed = Delivery.objects.filter(pk=delivery_id, state=Delivery.State.UNCERTAIN).update(
            state=state, due_at=timezone.now(), claim=None, claimed_until=None
        )
        if not changed:
            raise Conflict("Somebody has decided about this mail meanwhile.")
        _tell(actor, message, [delivery], state)
        if not arrived:
            transaction.on_commit(lambda: wake(Lane.BULK))


def retry(actor: Actor, message_id: int) -> None:
    """Try a failed mail again; the decision at the door is made anew."""
    message = _message(actor, message_id)
    with transaction.atomic():
        rows = list(
            message.deliveries.select_for_update().filter(state__in=[Delivery.State.FAILED, Delivery.State.SUPPRESSED])
        )
        if not rows:
            raise Conflict("There is nothing to try again.")
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(
            state=Delivery.State.QUEUED, due_at=timezone.now(), attempts=0
        )
        _tell(actor, message, rows, Delivery.State.QUEUED)
        transaction.on_commit(lambda: wake(Lane.BULK))


def _message(actor: Actor, message_id: int) -> Message:
    """The message, for whoever may see its line and write to its person."""
    viewer = accounts.viewer_of(actor)
    message = (
        Message.objects.filter(
            pk=message_id,
            interaction__audience_id__in=viewer.audience_ids,
            person__in=people.visible_to(viewer),
        )
        .select_related("interaction", "application")
        .first()
    )
    if message is None:
        raise NotFound("There is no such message here.")
    accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.group_ids(message.person_id)))
    return message


def _tell(actor: Actor, message: Message, rows: list[Delivery], state: str) -> None:
    summarise(message, message.interaction)
    for row in rows:
        events.publish(
            actor,
            DeliveryChanged(
                person_id=message.person_id, message_id=message.pk, delivery_id=row.pk, state=state,
                outcome=row.outcome,
            ),
        )  # fmt: skip
    events.tick(f"person:{message.person_id}")
