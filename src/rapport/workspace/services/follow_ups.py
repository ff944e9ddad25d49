"""What messages ask of people: an answer that waits, a mail that did not arrive. Tasks come and go with them.

These are handlers: they run in the transaction of the fact they hear, as `config/wiring.py` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapport.accounts import queries as accounts
from rapport.events.registry import set_wise
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.messaging.events import ConversationSettled, DeliveryChanged, MessageQueued, MessageReceived
from rapport.messaging.models import Delivery, Message
from rapport.people import queries as people
from rapport.tasks import domain
from rapport.tasks import queries as tasks_read
from rapport.tasks import services as tasks

TROUBLES = ("delivery_failed", "delivery_uncertain", "address_dead")


@set_wise
def on_messages_received(actor: Actor, facts: Sequence[MessageReceived]) -> None:
    """Answers came: what waited for them goes, and whoever owns a conversation owes one within a business day."""
    _settle_what_colleagues_wrote(actor, facts)
    ids = [fact.message_id for fact in facts if not fact.is_automatic]
    messages = [message for message in _messages(ids) if message.direction == "in"]
    held = {fact.message_id for fact in facts if fact.is_held}  # the sender may be forged: people look, nothing moves
    _let_reminders_go(actor, [message for message in messages if message.pk not in held])
    takers = _takers(messages)
    zones = _zones({some[0] for some in takers if some})
    owed = []
    for message, some in zip(messages, takers, strict=True):
        zone = zones.get(some[0], "UTC") if some else "UTC"
        line = message.interaction
        due = domain.next_business_day(line.occurred_at, zone)
        owed.append(
            tasks.Owed(
                "reply_waiting",
                f"reply_waiting:{message.conversation_id}",
                kind="reply",
                audience_id=line.audience_id,
                takers=some,
                person_id=message.person_id,
                job_id=line.job_id,
                due_at=due,
                remind_at=domain.remind_at(domain.Remind.HOUR, due, zone),
                params={"interaction_id": line.pk, "conversation_id": message.conversation_id},
                is_demo=message.is_demo,
            )
        )
    tasks.ensure_all(owed)


def _settle_what_colleagues_wrote(actor: Actor, facts: Sequence[MessageReceived]) -> None:
    """A colleague's own words, sent from elsewhere, answer what waited."""
    ids = [fact.message_id for fact in facts if fact.is_automatic]
    for message in _messages(ids) if ids else ():
        if message.direction == "out":
            tasks.settle(actor, keys_of([message.conversation_id]))


def keys_of(conversation_ids: Iterable[int]) -> list[str]:
    """The tasks that go when these conversations are answered."""
    return [f"{code}:{id}" for id in sorted(set(conversation_ids)) for code in ("reply_waiting", "answer_overdue")]


def on_message_queued(actor: Actor, fact: MessageQueued) -> None:
    """Somebody wrote back: nobody owes that answer any more. What the system sends by itself answers nobody."""
    for message in _messages([fact.message_id]):
        if message.origin == Message.Origin.MANUAL:
            answered = {message.conversation_id}
            if message.in_reply_to is not None:  # of people merged, each has a conversation of their own
                answered.add(message.in_reply_to.conversation_id)
            tasks.settle(actor, keys_of(answered))


def on_conversation_settled(actor: Actor, fact: ConversationSettled) -> None:
    tasks.settle(actor, keys_of([fact.conversation_id]))


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
    for message in _messages([fact.message_id]):
        if message.direction != "out":
            continue
        line = message.interaction
        sender = line.actor_id if line.actor_kind == "user" else line.logged_by_id
        owed = tasks.Owed(
            code,
            f"{code}:{fact.delivery_id}",
            kind="review",
            audience_id=line.audience_id,
            takers=[id for id in (sender, *_takers([message])[0]) if id],
            person_id=message.person_id,
            job_id=line.job_id,
            params={"interaction_id": line.pk, "delivery_id": fact.delivery_id, "message_id": message.pk},
            is_demo=message.is_demo,
        )
        tasks.ensure_all([owed])


def _trouble(fact: DeliveryChanged) -> str:
    if fact.outcome in {Delivery.Outcome.BOUNCED, Delivery.Outcome.COMPLAINED}:
        return "address_dead"
    if fact.state == Delivery.State.UNCERTAIN:
        return "delivery_uncertain"
    return "delivery_failed" if fact.state == Delivery.State.FAILED else ""


def _messages(ids: Iterable[int]) -> list[Message]:
    related = ("interaction__job", "conversation", "person", "in_reply_to")
    return list(Message.objects.select_related(*related).filter(pk__in=list(ids)).order_by("pk"))


def _takers(messages: Sequence[Message]) -> list[list[int]]:
    """Whose each is: the conversation's, the person's owner, who wrote last, the job's owner."""
    survivors = people.by_ids(message.person.merged_into_id for message in messages if message.person.merged_into_id)
    wrote_last: dict[int, int] = {}
    for conversation_id, user_id in (
        Message.objects.filter(
            conversation_id__in={message.conversation_id for message in messages},
            direction="out",
            interaction__actor_kind="user",
        )
        .order_by("at")
        .values_list("conversation_id", "interaction__actor_id")
    ):
        wrote_last[conversation_id] = user_id
    found = []
    for message in messages:
        survivor = survivors.get(message.person.merged_into_id or 0)
        job = message.interaction.job
        candidates = (
            message.conversation.assignee_id,
            *(jobs.answerers(message.interaction.job_id) if message.answers_automatic else ()),
            survivor.owner_id if survivor else None,
            message.person.owner_id,
            wrote_last.get(message.conversation_id),
            job.owner_id if job else None,
        )
        found.append(list(dict.fromkeys(id for id in candidates if id)))
    return found


def _zones(user_ids: Iterable[int]) -> dict[int, str]:
    return {user.pk: user.time_zone for user in accounts.users_by_id(user_ids).values()}


def _let_reminders_go(actor: Actor, messages: Sequence[Message]) -> None:
    """Drop "remind me if no answer" for these conversations, and for what was logged by hand about the people."""
    groups = people.groups_of(message.person for message in messages)
    waiting = tasks_read.standing().filter(
        person_id__in={id for group in groups.values() for id in group}, until_answer_to__isnull=False
    )
    of_person: dict[int, set[int]] = {}
    for person_id, id in waiting.values_list("person_id", "until_answer_to"):
        if person_id is not None and id is not None:
            of_person.setdefault(person_id, set()).add(id)
    for message in messages if of_person else ():
        ids = set[int]().union(*(of_person.get(id, set()) for id in groups[message.person_id]))
        elsewhere = Message.objects.filter(interaction_id__in=ids).exclude(conversation_id=message.conversation_id)
        ids -= set(elsewhere.values_list("interaction_id", flat=True))
        tasks.answered(actor, ids)
