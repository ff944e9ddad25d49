"""Until a mail is being submitted it can be taken back, moved or let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import ABORTABLE, Conversation, Delivery, Message
from rapport.messaging.queries import typed
from rapport.messaging.services.drafts import save_draft
from rapport.messaging.services.telling import Change, tell
from rapport.people import queries as people
from rapport.tasks import services as tasks
from rapport.timeline.models import Direction, Interaction
from rapport.timeline.services.attach import move_to
from rapport.worker import Lane, wake

AT_ONCE = 500
AT_THAT_MOMENT = timedelta(seconds=2)  # what one transaction wrote bears moments so near each other


class Left(NamedTuple):
    """A delivery that could not be stopped any more, and what has become of it."""

    delivery_id: int
    message_id: int
    state: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a recall stopped, and what it came too late for; together everything that was asked about."""

    stopped: int
    left: Sequence[Left] = field(default_factory=list)


def recall(actor: Actor, message_id: int) -> int:
    """Take back what has not left; returns how many deliveries were stopped, raises when all have left."""
    message = _message(actor, message_id)
    with transaction.atomic():
        stopped = _stop(actor, Q(message_id=message.pk))
        if not stopped:
            raise Conflict(_("It has already left."))
        _waits_again(message)
    return stopped


def _waits_again(message: Message) -> None:
    """What this mail would have answered waits for an answer again, unless part of it left after all."""
    if message.deliveries.exclude(state__in=[Delivery.State.RECALLED, Delivery.State.SUPPRESSED]).exists():
        return
    written = message.interaction.recorded_at
    answered = Interaction.objects.filter(
        message__conversation_id=message.conversation_id,
        direction=Direction.IN,
        answered_at__range=(written - AT_THAT_MOMENT, written + AT_THAT_MOMENT),
    )
    since = answered.order_by("occurred_at").values_list("occurred_at", flat=True).first()
    if since is not None:
        answered.update(answered_at=None)
        Conversation.objects.filter(pk=message.conversation_id).update(waiting_since=since)


def recall_all(
    actor: Actor, *, person_id: int | None = None, rule: str = "", since: datetime | None = None
) -> Recalled:
    """Take back everything to a person, or everything that a wording or automation set off, as far as it has not left.

    What counts as left is what went out since `since`, a day ago if nothing is said.
    """
    if person_id is not None:
        people.get(accounts.viewer_of(actor), person_id)
        group = people.group_ids(person_id)
        accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, group))
        scope = Q(message__person_id__in=group, message__direction="out")
    elif rule:
        accounts.require(actor, "messaging:outbox")
        scope = Q(message__template_key=rule, message__direction="out")
    else:
        raise Invalid(_("Say what is to be taken back."))
    stopped = _stop(actor, scope)
    gone = Q(sent_at__gte=since or timezone.now() - timedelta(days=1)) | Q(
        state__in=[Delivery.State.SUBMITTING, Delivery.State.UNCERTAIN]
    )
    rows = Delivery.objects.filter(scope, gone).order_by("id").values_list("id", "message_id", "state")
    return Recalled(stopped, [Left._make(row) for row in rows])


def stop_batch(actor: Actor, batch_id: int) -> int:
    """Take back what has not left of one's own batch."""
    return _stop(actor, Q(message__batch_id=batch_id, message__batch__author_id=actor.id))


def undo(actor: Actor, message_id: int) -> Message:
    """Take a mail back in the seconds it is held for that; its words go into the composer again."""
    message = _message(actor, message_id)
    lead = message.deliveries.filter(part="to").first()
    if lead is None or lead.state != Delivery.State.QUEUED or lead.due_at <= timezone.now():
        raise Conflict(_("It has already left."))
    return back_to_draft(actor, message_id)


def changeable(actor: Actor, message_id: int) -> Message:
    """A mail that has not left and that the actor may still change."""
    message = _message(actor, message_id)
    if not message.deliveries.filter(state__in=ABORTABLE).exists():
        raise Conflict(_("It has already left."))
    return message


def back_to_draft(actor: Actor, message_id: int) -> Message:
    """Take back what has not left and put its words into the composer, to be changed and sent again."""
    message = _message(actor, message_id)
    with transaction.atomic():
        words = typed.of_message(accounts.viewer_of(actor), message)
        if not words:
            raise NotFound(_("The words of this mail were erased."))
        recall(actor, message_id)
        tasks.answered(actor, [message.interaction_id])
        save_draft(actor, message.person_id, words)
    return message


def _stop(actor: Actor, scope: Q) -> int:
    """Recall what is in a scope and not submitting, page by page; a row in the hands of a worker is taken from it."""
    stopped = 0
    while True:
        with transaction.atomic():
            rows = list(
                Delivery.objects.select_for_update(of=("self",))
                .filter(scope, state__in=ABORTABLE)
                .order_by("id")
                .values_list("id", "message_id", "message__interaction_id", "message__person_id", "outcome")[:AT_ONCE]
            )
            Delivery.objects.filter(pk__in=[row[0] for row in rows]).update(
                state=Delivery.State.RECALLED, claim=None, claimed_until=None, stop=None
            )
            tell(actor, [Change(*row[:4], Delivery.State.RECALLED, row[4]) for row in rows], timezone.now())
        stopped += len(rows)
        if len(rows) < AT_ONCE:
            return stopped


def reschedule(actor: Actor, message_id: int, at: datetime) -> None:
    """Send what is scheduled at another time; until it was tried, its Date is that time too."""
    message = _message(actor, message_id)
    with transaction.atomic():
        rows = _waiting(message, [Delivery.State.QUEUED, Delivery.State.DEFERRED], _("It has already left."))
        _dated(message, rows, at)
        Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(due_at=at)
        _tell(actor, message, rows, Delivery.State.QUEUED)


def release(actor: Actor, message_id: int) -> None:
    """Send what was held for a person's decision, knowing what has changed: the present stage is the right one."""
    message = _message(actor, message_id)
    with transaction.atomic():
        rows = _waiting(message, [Delivery.State.HELD], _decided())
        if message.application is not None:
            message.stage_id_at_queueing = message.application.stage_id
            message.save(update_fields=["stage_id_at_queueing"])
        _dated(message, rows, timezone.now())
        _due_now(actor, message, rows, stop=None)


def settle_uncertain(actor: Actor, delivery_id: int, *, arrived: bool) -> None:
    """A person says what became of an uncertain delivery: it arrived, or it shall be sent again, knowing the risk."""
    delivery = Delivery.objects.filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound(_("There is no such delivery here."))
    message = _message(actor, delivery.message_id)
    with transaction.atomic():
        rows = [d for d in _waiting(message, [Delivery.State.UNCERTAIN], _decided()) if d.pk == delivery_id]
        if not rows:
            raise Conflict(_decided())
        if not arrived:
            _due_now(actor, message, rows, resends=F("resends") + 1)
            return
        Delivery.objects.filter(pk=delivery_id).update(state=Delivery.State.SENT)
        _tell(actor, message, rows, Delivery.State.SENT)


def retry(actor: Actor, message_id: int) -> None:
    """Try a failed mail again; the decision at the door is made anew."""
    message = _message(actor, message_id)
    with transaction.atomic():
        ended = [Delivery.State.FAILED, Delivery.State.SUPPRESSED]
        rows = _waiting(message, ended, _("There is nothing to try again."))
        # One attempt counts as made: a person wants it now, whatever it was once scheduled for.
        _due_now(actor, message, rows, attempts=1, outcome_at=None)


def _decided() -> str:
    return _("Somebody has decided about this mail meanwhile.")


def _waiting(message: Message, states: Sequence[str], otherwise: str) -> list[Delivery]:
    """The message's deliveries in these states, locked; raises when there are none."""
    rows = list(message.deliveries.select_for_update().filter(state__in=states).order_by("id"))
    if not rows:
        raise Conflict(otherwise)
    return rows


def _dated(message: Message, rows: Sequence[Delivery], at: datetime) -> None:
    """Give a mail that nobody was offered yet the Date of its new moment; what was offered keeps its own (MAIL-05)."""
    if not any(d.attempts for d in message.deliveries.all()):
        Message.objects.filter(pk=message.pk).update(at=at)
        move_to([message.interaction_id], at)


def _due_now(actor: Actor, message: Message, rows: list[Delivery], **values: object) -> None:
    Delivery.objects.filter(pk__in=[d.pk for d in rows]).update(
        state=Delivery.State.QUEUED, due_at=timezone.now(), claim=None, claimed_until=None, **values
    )
    _tell(actor, message, rows, Delivery.State.QUEUED)
    for lane in {d.lane for d in rows}:
        wake(Lane(lane))


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
        raise NotFound(_("There is no such message here."))
    accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.group_ids(message.person_id)))
    return message


def _tell(actor: Actor, message: Message, rows: Sequence[Delivery], state: str) -> None:
    """What a person decided is a fact, also where it only makes a row due again."""
    now = timezone.now()
    tell(
        actor,
        [Change(d.pk, message.pk, message.interaction_id, message.person_id, state, d.outcome) for d in rows],
        now,
    )
    if state == Delivery.State.QUEUED:
        events.publish_all(
            actor,
            [
                DeliveryChanged(
                    person_id=message.person_id, message_id=message.pk, delivery_id=d.pk, state=state, outcome=d.outcome
                )
                for d in rows
            ],
        )
