"""Understanding kept mail: whose it is, and what it says about what we sent. Doubt goes to Triage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.channels.email import match as matching
from rapport.channels.email.addresses import fold
from rapport.channels.email.incoming import Incoming, Kind
from rapport.channels.email.match import Match, MatchFacts, Outcome, Thread
from rapport.channels.email.parse import parse
from rapport.db import claims
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.messaging import queries
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Delivery, Message, RawMail
from rapport.messaging.queries.wire import token_key
from rapport.messaging.services import health
from rapport.messaging.services.file_mail import file_mail
from rapport.messaging.services.send import summarise
from rapport.people.models import ContactPoint, Person
from rapport.vault import queries as vault

PAGE = 50
LEASE_SECONDS = 300.0
TRIES = 3
State = RawMail.State


def file_new() -> int:
    """Understand what has come in; a mail that cannot be understood is kept, shown, and costs the others nothing."""
    token, ids = claims.claim(
        RawMail,
        where=Q(state=State.NEW, due_at__lte=timezone.now()),
        order_by=["due_at", "id"],
        limit=PAGE,
        lease_seconds=LEASE_SECONDS,
    )
    for id in sorted(ids):
        mail = RawMail.objects.filter(pk=id, claim=token).first()
        if mail is not None:
            _attempt(mail, token)
    return len(ids)


def _attempt(mail: RawMail, token: object) -> None:
    """Count the try before it is made: a mail that kills its worker three times is set aside (poison)."""
    if mail.attempts >= TRIES:
        claims.finish(RawMail, token, [mail.pk], {"state": State.FAILED, "error": "gave up after three tries"})
        events.tick("triage")
        return
    RawMail.objects.filter(pk=mail.pk).update(attempts=mail.attempts + 1)
    mail.attempts += 1
    try:
        with transaction.atomic():
            understand(mail)
    except Exception as error:  # noqa: BLE001 - the door through which any mail of the world comes in
        again = timezone.now() + timedelta(minutes=mail.attempts)
        last = mail.attempts >= TRIES
        claims.finish(
            RawMail,
            token,
            [mail.pk],
            {
                "state": State.FAILED if last else State.NEW,
                "error": f"{type(error).__name__}"[:200],
                "due_at": again,
            },
        )
        events.tick("triage")
    else:
        claims.finish(RawMail, token, [mail.pk])


def understand(mail: RawMail) -> None:
    """Fold a report, file the words on a timeline, or put the mail into Triage with why."""
    incoming = parse(queries.raw_bytes(mail))
    recipients = queries.envelope(mail).get("to", [])
    incoming = _with_envelope(incoming, recipients)
    if incoming.kind is Kind.BOUNCE or incoming.kind is Kind.COMPLAINT:
        _fold_report(mail, incoming)
        return
    if _is_duplicate(mail):
        _finish(mail, State.DUPLICATE, reason="same_content")
        return
    found, threads = look_up(incoming)
    if found.outcome is Outcome.MATCHED and found.person_id is not None:
        person = Person.objects.get(pk=found.person_id)
        staff = accounts.staff_by_address([incoming.from_.address]).get(fold(incoming.from_.address))
        if found.by in {"token", "reference"} and not found.sender_known:
            triage(mail, "unknown_sender", [person.pk])
        elif found.by in {"address", "reply-to"} and person.kind == Person.Kind.CONTACT:
            triage(mail, "agency_contact", _candidates_of_contact(person), contact=person.pk)
        elif found.by == "reply-to":
            triage(mail, "relayed", [person.pk])
        else:
            parent = threads.get(found.delivery_id or 0) or parent_of(incoming)
            file_mail(SYSTEM, mail, incoming, person, by=found.by, parent=parent, staff=staff)
        return
    reason = "several_owners" if found.outcome is Outcome.AMBIGUOUS else "unknown_sender"
    if not incoming.from_.address:
        reason = "no_sender"
    elif accounts.is_staff_address(incoming.from_.address):
        reason = "from_staff"
    triage(mail, reason, found.candidates)


def look_up(incoming: Incoming) -> tuple[Match, dict[int, Message]]:
    """Match a mail against what the house knows; also the message behind each delivery that a token names."""
    wanted = matching.clues(incoming, [token_key()])
    deliveries = {
        d.pk: d
        for d in Delivery.objects.filter(pk__in=wanted.deliveries).select_related("message", "message__interaction")
    }
    hashes = {vault.fingerprint("message-id", id): id for id in wanted.message_ids}
    by_id: dict[str, list[Thread]] = {}
    for message in queries.known_by_ids(hashes):
        if message.id_hash is not None:
            by_id.setdefault(hashes[bytes(message.id_hash)], []).append(_thread(message))
    owners: dict[str, set[int]] = {}
    for address, person_id, survivor in ContactPoint.objects.filter(
        channel="email", canonical__in=wanted.senders, person__removed_at__isnull=True
    ).values_list("canonical", "person_id", "person__merged_into_id"):
        owners.setdefault(address, set()).add(survivor or person_id)
    facts = MatchFacts(
        deliveries={pk: _thread(d.message) for pk, d in deliveries.items()},
        message_ids={id: tuple(dict.fromkeys(threads)) for id, threads in by_id.items()},
        owners={address: frozenset(ids) for address, ids in owners.items()},
        staff=frozenset(accounts.staff_by_address(wanted.senders)),
    )
    return matching.match(wanted, facts), {pk: d.message for pk, d in deliveries.items()}


def _thread(message: Message) -> Thread:
    """A message's conversation with the addresses that take part in it: its candidate's and its recipients'."""
    group = [message.person_id]
    survivor = message.person.merged_into_id or message.person_id
    group += list(Person.objects.filter(Q(pk=survivor) | Q(merged_into_id=survivor)).values_list("pk", flat=True))
    addresses = set(
        ContactPoint.objects.filter(person_id__in=group, channel="email").values_list("canonical", flat=True)
    )
    addresses |= {
        fold(value)
        for value in Delivery.objects.filter(message__conversation_id=message.conversation_id).values_list(
            "contact_point__value", flat=True
        )
        if value
    }
    return Thread(message.conversation_id, survivor, frozenset(addresses))


def parent_of(incoming: Incoming) -> Message | None:
    """The message this one answers, by the ids in its headers."""
    for id in (incoming.in_reply_to, *incoming.references):
        found = queries.known_by_ids([vault.fingerprint("message-id", id)]) if id else []
        if found:
            return found[0]
    return None


def _with_envelope(incoming: Incoming, recipients: list[str]) -> Incoming:
    """The envelope's recipients count as much as the headers': a Bcc or a forward shows only there."""
    return replace(incoming, delivered_to=tuple(dict.fromkeys([*incoming.delivered_to, *recipients])))


def _is_duplicate(mail: RawMail) -> bool:
    """The same bytes were already filed from elsewhere (two mailboxes, a second fetch)."""
    return RawMail.objects.filter(content_hash=mail.content_hash, state=State.FILED).exclude(pk=mail.pk).exists()


def _candidates_of_contact(contact: Person) -> list[int]:
    return list(Person.objects.filter(submitted_by=contact, removed_at__isnull=True).values_list("pk", flat=True)[:20])


def _fold_report(mail: RawMail, incoming: Incoming) -> None:
    """A bounce or complaint becomes a delivery's outcome; without our signed token it proves nothing (MAIL-42)."""
    signed = matching.bounced_deliveries(incoming, [token_key()])
    delivery = queries.delivery(signed[0]) if signed else None
    if delivery is None:
        triage(mail, "unmatched_report", ())
        return
    if incoming.complaint is not None:
        if incoming.complaint.opts_out:
            outcome(delivery, Delivery.Outcome.COMPLAINED)
            health.address_complained(SYSTEM, delivery)
    elif incoming.bounce is not None and incoming.bounce.recipients:
        worst = max(incoming.bounce.recipients, key=lambda r: (r.action == "failed", r.suppress))
        if worst.action == "failed":
            outcome(delivery, Delivery.Outcome.BOUNCED, code=worst.status)
            if worst.suppress:
                health.address_is_dead(SYSTEM, delivery, code=worst.status)
        elif worst.action == "delayed":
            outcome(delivery, Delivery.Outcome.DEFERRED, code=worst.status)
        elif worst.action == "delivered":
            outcome(delivery, Delivery.Outcome.DELIVERED, code=worst.status)
    _finish(mail, State.REPORT, reason=str(incoming.kind), message_id=delivery.message_id)


RANK = {"none": 0, "deferred": 1, "delivered": 2, "bounced": 3, "complained": 4}


def outcome(delivery: Delivery, told: str, *, code: str = "") -> None:
    """Fold a report into a delivery by rank: late and repeated reports change nothing."""
    if RANK[told] <= RANK[delivery.outcome]:
        return
    values: dict[str, object] = {"outcome": told, "outcome_at": timezone.now()}
    if code:
        values["code"] = code[:24]
    if delivery.state == Delivery.State.UNCERTAIN:
        values["state"] = Delivery.State.SENT  # a report proves that it arrived somewhere
    Delivery.objects.filter(pk=delivery.pk).update(**values)
    delivery.outcome = told
    summarise(delivery.message, delivery.message.interaction)
    events.publish(
        SYSTEM,
        DeliveryChanged(
            person_id=delivery.message.person_id,
            message_id=delivery.message_id,
            delivery_id=delivery.pk,
            state=str(values.get("state", delivery.state)),
            outcome=told,
        ),
    )
    events.tick(f"person:{delivery.message.person_id}")


def triage(mail: RawMail, reason: str, candidates: Iterable[int], **why: object) -> None:
    """Ask a person: who is this from? Never dropped, never guessed."""
    offered = list(dict.fromkeys(candidates))
    RawMail.objects.filter(pk=mail.pk).update(state=State.TRIAGE, reason=reason, why={"candidates": offered, **why})
    events.tick("triage")


def _finish(mail: RawMail, state: str, *, reason: str, message_id: int | None = None) -> None:
    RawMail.objects.filter(pk=mail.pk).update(state=state, reason=reason[:32], message_id=message_id)
