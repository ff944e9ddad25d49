"""Reads what the rules judge, set-wise, in the caller's transaction (a query room)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.consent import queries as consent
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application
from rapport.lib.actor import Actor, ActorKind
from rapport.messaging.domain import SendFacts
from rapport.messaging.models import Delivery
from rapport.people import queries as people
from rapport.people.models import Person


def at_queueing(
    actor: Actor,
    *,
    person: Person,
    hashes: Iterable[bytes],
    purpose: str,
    origin: str,
    unfilled: tuple[str, ...],
    channel: str = "email",
) -> dict[bytes, SendFacts]:
    """Facts for each address of a message about to be queued; the sender's right was checked by the caller."""
    group = people.group_ids(person.pk)
    standing = consent.standing(group)
    wanted = list(hashes)
    suppressed = consent.suppressions(wanted, channel)
    return {
        mark: SendFacts(
            now=timezone.now(),
            channel=channel,
            purpose=purpose,
            origin=origin,
            person_is_gone=bool(person.removed_at or person.erased_at),
            do_not_contact_since=standing.do_not_contact_since,
            do_not_contact_reason=standing.do_not_contact_reason,
            has_withdrawn=standing.has_withdrawn(channel, purpose),
            suppressed_as=suppressed[mark].reason if mark in suppressed else "",
            suppression_scope=suppressed[mark].scope if mark in suppressed else "all",
            unfilled=unfilled,
        )
        for mark in wanted
    }


def at_the_door(deliveries: Iterable[Delivery], now: datetime) -> dict[int, SendFacts]:
    """Facts for claimed deliveries, read again just before they leave."""
    rows = list(deliveries)
    persons = people.by_ids(d.message.person_id for d in rows)
    groups = {id: people.group_ids(id) for id in persons}
    standings = {id: consent.standing(group) for id, group in groups.items()}
    stages = {
        pk: (stage_id, kind)
        for pk, stage_id, kind in Application.objects.filter(
            pk__in=[d.message.application_id for d in rows if d.message.application_id]
        ).values_list("pk", "stage_id", "stage__kind")
    }
    suppressed = consent.suppressions([bytes(d.address_hash) for d in rows])
    senders: dict[tuple[str, int, int], bool] = {}
    facts = {}
    for d in rows:
        message, interaction = d.message, d.message.interaction
        person = persons[message.person_id]
        standing = standings[message.person_id]
        mark = bytes(d.address_hash)
        sender = (interaction.actor_kind, interaction.actor_id, message.person_id)
        if sender not in senders:
            senders[sender] = _may_send(sender, groups[message.person_id])
        stage_now, kind = stages.get(message.application_id or 0, (message.stage_id_at_queueing, ""))
        is_candidate = d.user_id is None and d.part == "to"
        facts[d.pk] = SendFacts(
            now=now,
            channel=message.channel,
            purpose=message.purpose,
            origin=message.origin,
            is_about_recipient=is_candidate,
            person_is_gone=bool(person.removed_at or person.erased_at),
            do_not_contact_since=standing.do_not_contact_since,
            do_not_contact_reason=standing.do_not_contact_reason,
            has_withdrawn=standing.has_withdrawn(message.channel, message.purpose),
            suppressed_as=suppressed[mark].reason if mark in suppressed else "",
            suppression_scope=suppressed[mark].scope if mark in suppressed else "all",
            has_address=d.user_id is not None or d.contact_point_id is not None,
            stage_at_queueing=message.stage_id_at_queueing,
            stage_now=stage_now,
            stage_kind_now=kind,
            sender_may_send=senders[sender],
        )
    return facts


def _may_send(sender: tuple[str, int, int], group: list[int]) -> bool:
    actor = Actor(ActorKind(sender[0]), sender[1])
    if actor.kind is ActorKind.CONTACT or actor.kind is ActorKind.PERSON:
        return True  # their act set off a system mail; it is the house that sends
    return accounts.can(actor, "messaging:send", jobs.scope_of_person(actor, group)).is_allowed
