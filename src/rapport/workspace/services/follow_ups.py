"""What messages ask of people: an answer that waits, a mail that did not arrive. Tasks come and go with them.

These are handlers: they run in the transaction of the fact they hear, as `config/wiring.py` says.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapport.accounts import queries as accounts
from rapport.events.registry import set_wise
from rapport.lib.actor import Actor
from rapport.messaging.events import ConversationSettled, DeliveryChanged, MessageQueued, MessageReceived
from rapport.messaging.models import Delivery, Message
from rapport.people import queries as people
from rapport.tasks import domain
from rapport.tasks import queries as tasks_read
from rapport.tasks import services as tasks

TROUBLES = ("delivery_failed", "delivery_uncertain", "address_dead")


def on_message_received(actor: Actor, fact: MessageReceived) -> None:
    """An answer came: what waited for it goes, and whoever owns the conversation owes one within a business day."""
    if fact.is_automatic:
        return
    message = _message(fact.message_id)
    if message is None or message.direction != "in":
        return
    _let_reminders_go(actor, message)
    line, conversation = message.interaction, message.conversation
    takers = _takers(message)
    owner_zone = next((zone for id, zone in _zones(takers).items() if id == takers[0]), "UTC") if takers else "UTC"
    due = domain.next_business_day(line.occurred_at, owner_zone)
    tasks.ensure(
        "reply_waiting",
        f"reply_waiting:{conversation.pk}",
        kind="reply",
        audience_id=line.audience_id,
        takers=takers,
        person_id=message.person_id,
        job_id=line.job_id,
        due_at=due,
        remind_at=domain.remind_at(domain.Remind.HOUR, due, owner_zone),
        params={"interaction_id": line.pk, "conversation_id": conversation.pk},
        is_demo=message.is_demo,
    )


def on_message_queued(actor: Actor, fact: MessageQueued) -> None:
    """Somebody wrote back: nobody owes that answer any more. What the system sends by itself answers nobody."""
    message = _message(fact.message_id)
    if message is not None and message.origin == Message.Origin.MANUAL:
        tasks.settle(actor, [f"reply_waiting:{message.conversation_id}"])


def on_conversation_settled(actor: Actor, fact: ConversationSettled) -> None:
    tasks.settle(actor, [f"reply_waiting:{fact.conversation_id}"])


@set_wise
def on_delivery_changed(actor: Actor, facts: Sequence[DeliveryChanged]) -> None:
    """A mail that did not arrive, or may not have, asks its sender to look; when that is settled, the task goes."""
    codes = {fact.delivery_id: _trouble(fact) for fact in facts}
    keys = [f"{each}:{id}" for id, code in codes.items() for each in TROUBLES if each != code]
    tasks.settle(actor, keys, is_done=False)
    for fact in facts:
        if codes[fact.delivery_id]:
            _ask_to_look(codes[fact.delivery_id], fact)


def _ask_to_look(code: str, fact: DeliveryChanged) -> None:
    message = _message(fact.message_id)
    if message is None or message.direction != "out":
        return
    line = message.interaction
    sender = line.actor_id if line.actor_kind == "user" else line.logged_by_id
    tasks.ensure(
        code,
        f"{code}:{fact.delivery_id}",
        kind="review",
        audience_id=line.audience_id,
        takers=[sender, *_takers(message)],
        person_id=message.person_id,
        job_id=line.job_id,
        due_at=None,
        params={"interaction_id": line.pk, "delivery_id": fact.delivery_id, "message_id": message.pk},
        is_demo=message.is_demo,
    )


def _trouble(fact: DeliveryChanged) -> str:
    if fact.outcome in {Delivery.Outcome.BOUNCED, Delivery.Outcome.COMPLAINED}:
        return "address_dead"
    if fact.state == Delivery.State.UNCERTAIN:
        return "delivery_uncertain"
    return "delivery_failed" if fact.state == Delivery.State.FAILED else ""


def _message(message_id: int) -> Message | None:
    related = ("interaction", "conversation", "person", "interaction__job")
    return Message.objects.select_related(*related).filter(pk=message_id).first()


def _takers(message: Message) -> list[int]:
    """Whose it is: the conversation's, the person's owner, who wrote last, the job's owner."""
    survivor = people.by_ids([people.survivor_id(message.person_id)]).get(people.survivor_id(message.person_id))
    last = (
        Message.objects.filter(conversation_id=message.conversation_id, direction="out", interaction__actor_kind="user")
        .order_by("-at")
        .values_list("interaction__actor_id", flat=True)
        .first()
    )
    job = message.interaction.job
    found = [
        message.conversation.assignee_id,
        survivor.owner_id if survivor else None,
        message.person.owner_id,
        last,
        job.owner_id if job else None,
    ]
    return list(dict.fromkeys(id for id in found if id))


def _zones(user_ids: list[int]) -> dict[int, str]:
    return {user.pk: user.time_zone for user in accounts.users_by_id(user_ids).values()}


def _let_reminders_go(actor: Actor, message: Message) -> None:
    """Drop "remind me if no answer" for this conversation, and for what was logged by hand about the person."""
    waiting = tasks_read.standing().filter(
        person_id__in=people.group_ids(message.person_id), until_answer_to__isnull=False
    )
    ids = {id for id in waiting.values_list("until_answer_to", flat=True) if id is not None}
    if not ids:
        return
    elsewhere = Message.objects.filter(interaction_id__in=ids).exclude(conversation_id=message.conversation_id)
    ids -= set(elsewhere.values_list("interaction_id", flat=True))
    tasks.answered(actor, ids)
