"""Reading messages, deliveries and mail that waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.messaging.models import Delivery, Message, OtherId, RawMail
from rapport.people import queries as people
from rapport.timeline.models import About
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.vault.domain import OpenItem

RAW = "messaging_rawmail"


def opened(messages: Iterable[Message]) -> dict[int, OpenItem]:
    """The open seal of each message by its id; absent where its words were erased."""
    by_interaction = {m.interaction_id: m for m in messages}
    rows = About.objects.filter(interaction_id__in=list(by_interaction)).values_list(
        "interaction_id", "interaction__seal_id", "person_id", "wrapped_key"
    )
    refs = [(id, bytes(seal), subjects.person(person), bytes(key)) for id, seal, person, key in rows]
    items = vault.open_items((seal, subject, key) for _, seal, subject, key in refs)
    return {by_interaction[id].pk: items[seal] for id, seal, _, _ in refs if seal in items}


def visible_message(viewer: Viewer, interaction_id: int) -> Message:
    """The message of a timeline line the viewer may see."""
    message = (
        Message.objects.filter(
            interaction_id=interaction_id,
            interaction__audience_id__in=viewer.audience_ids,
            interaction__removed_at__isnull=True,
            person__in=people.visible_to(viewer),
        )
        .select_related("interaction__job__brand", "conversation", "person")
        .prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("id").select_related("user")))
        .first()
    )
    if message is None:
        raise NotFound("There is no such message here.")
    return message


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A message that has not left yet, for the pinned block."""

    message: Message
    delivery: Delivery
    subject: str


def upcoming(viewer: Viewer, person_ids: Iterable[int]) -> list[Upcoming]:
    """What is scheduled or held for a person, the next first, as far as the viewer may see it."""
    rows = list(
        Delivery.objects.filter(
            message__person_id__in=list(person_ids),
            part="to",
            state__in=["queued", "held", "deferred"],
            message__interaction__audience_id__in=viewer.audience_ids,
        )
        .select_related("message__interaction")
        .order_by("due_at", "id")[:20]
    )
    items = opened([d.message for d in rows])
    return [
        Upcoming(
            d.message,
            d,
            items[d.message_id].text("timeline_interaction", "subject", d.message.interaction.subject)
            if d.message_id in items
            else "",
        )
        for d in rows
    ]


def known_by_ids(hashes: Iterable[bytes]) -> list[tuple[bytes, Message]]:
    """Messages, ours and theirs, that bear one of these Message-ID hashes or travelled under it, newest first."""
    wanted = list(hashes)
    rows = Message.objects.select_related("interaction", "conversation", "person", "application")
    found = [(bytes(m.id_hash), m) for m in rows.filter(id_hash__in=wanted) if m.id_hash is not None]
    others = OtherId.objects.filter(id_hash__in=wanted).values_list("id_hash", "message_id")
    by_id = rows.in_bulk({id for _hash, id in others})
    known = {(hash, m.pk) for hash, m in found}
    found += [(bytes(hash), by_id[id]) for hash, id in others if (bytes(hash), id) not in known]
    return sorted(found, key=lambda pair: -pair[1].pk)


def delivery(delivery_id: int) -> Delivery | None:
    return (
        Delivery.objects.select_related("message__interaction", "message__conversation", "contact_point", "user")
        .filter(pk=delivery_id)
        .first()
    )


def opened_raw(mails: Iterable[RawMail]) -> dict[int, OpenItem]:
    """The open seals of mails as they arrived, by id; absent where the key is gone."""
    seals = {mail.pk: bytes(mail.seal_id) for mail in mails}
    items = vault.open_by_id(seals.values())
    return {id: items[seal] for id, seal in seals.items() if seal in items}


def raw_bytes(mail: RawMail, item: OpenItem | None = None) -> bytes:
    """The mail as it arrived; raises `NotFound` once its key is gone."""
    item = item or opened_raw([mail]).get(mail.pk)
    if item is None:
        raise NotFound("The source of this mail was erased.")
    return item.bytes(RAW, "raw", mail.raw)


def envelope(mail: RawMail, item: OpenItem | None = None) -> dict[str, Any]:
    item = item or opened_raw([mail]).get(mail.pk)
    found: dict[str, Any] = json.loads(item.text(RAW, "envelope", mail.envelope)) if item else {}
    return found


def waiting_in_triage() -> Iterable[RawMail]:
    return RawMail.objects.filter(state__in=["triage", "failed"]).order_by("-id")


def in_triage() -> QuerySet[RawMail]:
    """The mails that wait for somebody to say whose they are."""
    return RawMail.objects.filter(state__in=["triage", "failed"])


def triage_count() -> int:
    return in_triage().count()


def raw_of_message(message_id: int) -> RawMail | None:
    return RawMail.objects.filter(message_id=message_id).order_by("id").first()


def newest_inbound(person_ids: Iterable[int], viewer: Viewer) -> Message | None:
    """The candidate's newest word that the viewer may see; an answer goes there."""
    return (
        Message.objects.filter(
            person_id__in=list(person_ids),
            direction="in",
            interaction__audience_id__in=viewer.audience_ids,
            interaction__removed_at__isnull=True,
        )
        .select_related("interaction")
        .order_by("-at")
        .first()
    )


def troubled(viewer: Viewer) -> list[Delivery]:
    """Failed, uncertain and held deliveries of people the viewer may see, the newest first."""
    return list(
        Delivery.objects.filter(
            Q(state__in=["failed", "uncertain", "held"]),
            message__interaction__audience_id__in=viewer.audience_ids,
            message__person__in=people.visible_to(viewer),
        )
        .select_related("message__interaction", "message__person")
        .order_by("-id")[:200]
    )


def waiting_for_us(viewer: Viewer, person_ids: Iterable[int]) -> set[int]:
    """Who of these people waits for an answer of ours, as far as the viewer may see what they wrote."""
    found = unanswered(viewer).filter(person_id__in=list(person_ids))
    return set(found.values_list("person_id", flat=True))


def unanswered(viewer: Viewer) -> QuerySet[Message]:
    """What candidates wrote and nobody has answered, as far as the viewer may see it."""
    return Message.objects.filter(
        direction="in",
        conversation__waiting_since__isnull=False,
        interaction__audience_id__in=viewer.audience_ids,
        interaction__answered_at__isnull=True,
        interaction__removed_at__isnull=True,
    )


def fates(ids: Iterable[int]) -> dict[int, RawMail]:
    """What became of kept mails."""
    return {mail.pk: mail for mail in RawMail.objects.filter(pk__in=list(ids)).only("state", "reason", "error")}


def explained(message_id: int) -> Message | None:
    """A message with its deliveries, for the command line, which sees everything and no words."""
    return Message.objects.filter(pk=message_id).prefetch_related("deliveries").first()
