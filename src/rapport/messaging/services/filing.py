"""Understanding kept mail: whose it is, and what it says about what we sent. Doubt goes to Triage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.channels.email import match as matching
from rapport.channels.email.incoming import Incoming, Kind
from rapport.channels.email.parse import parse
from rapport.db import claims
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, NotFound
from rapport.messaging import queries
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Delivery, Message, RawMail
from rapport.messaging.queries.matching import look_up
from rapport.messaging.queries.trust import trust
from rapport.messaging.queries.wire import token_key
from rapport.messaging.services import health
from rapport.messaging.services.file_mail import Arrival, file_all
from rapport.messaging.services.judging import Ours, Read, judge
from rapport.messaging.services.other_ids import learn, learn_ids
from rapport.messaging.services.pace import at_a_bearable_pace
from rapport.messaging.services.send import summarise
from rapport.people import queries as people

PAGE = 20
LEASE_SECONDS = 300.0
TRIES = 3
State = RawMail.State
DEALT_WITH = (State.FILED, State.LINKED, State.REJECTED, State.TRIAGE)


def file_new() -> int:
    """Understand what has come in; a mail that cannot be understood is kept, shown, and costs the others nothing.

    New mails go together. What was tried before goes alone, so that a mail that kills its worker takes nobody along.
    """
    return _take(Q(attempts=0), PAGE) + _take(Q(attempts__gt=0), 1)


def _take(which: Q, limit: int) -> int:
    """Claim some and understand them; each try is counted before it is made."""
    token, ids = claims.claim(
        RawMail,
        where=which & Q(state=State.NEW, due_at__lte=timezone.now()),
        order_by=["due_at", "id"],
        limit=limit,
        lease_seconds=LEASE_SECONDS,
        set={"attempts": F("attempts") + 1},
    )
    mails = list(RawMail.objects.filter(pk__in=ids, claim=token).order_by("pk")) if ids else []
    poison = [mail.pk for mail in mails if mail.attempts > TRIES]
    if poison:
        claims.finish(RawMail, token, poison, {"state": State.FAILED, "error": "gave up after three tries"})
        events.tick("triage")
    _attempt([mail for mail in mails if mail.pk not in poison], token)
    return len(ids)


def _attempt(mails: Sequence[RawMail], token: object) -> None:
    """All of these in one transaction; if anything is wrong, each in its own, so that a bad one harms itself alone."""
    if not mails:
        return
    try:
        read = read_mails(mails)
        with transaction.atomic(), events.ticks_together():
            for some in _apart(read):
                _understand(some)
            if claims.finish(RawMail, token, [mail.pk for mail in mails]) < len(mails):
                raise Conflict(_("Another worker has taken these mails meanwhile."))
    except Exception as error:  # noqa: BLE001 - the door through which any mail of the world comes in
        if len(mails) > 1:
            for mail in mails:
                _attempt([mail], token)
        else:
            _give_up(mails[0], token, error)


def _give_up(mail: RawMail, token: object, error: Exception) -> None:
    """Later again, or after the third try never: the mail is set aside, where a person sees it (poison)."""
    state = State.FAILED if mail.attempts >= TRIES else State.NEW
    again = timezone.now() + timedelta(minutes=mail.attempts)
    claims.finish(
        RawMail, token, [mail.pk], {"state": state, "error": f"{type(error).__name__}"[:200], "due_at": again}
    )
    events.tick("triage")


def understand(mail: RawMail) -> None:
    """Fold a report, file the words on a timeline, or put the mail into Triage with why."""
    with transaction.atomic():
        _understand(read_mails([mail]))


def read_mails(mails: Sequence[RawMail]) -> list[Read]:
    """Open and parse these mails; raises `NotFound` when the key of one is gone."""
    items = queries.opened_raw(mails)
    read = []
    for mail in mails:
        if mail.pk not in items:
            raise NotFound("The source of this mail was erased.")
        item = items[mail.pk]
        incoming = parse(queries.raw_bytes(mail, item))
        read.append(Read(mail, item, _with_envelope(incoming, queries.envelope(mail, item).get("to", []))))
    return read


def _apart(read: Sequence[Read]) -> Iterator[list[Read]]:
    """Mails that may be filed together: none answers or repeats an earlier one of its set."""
    some: list[Read] = []
    ids: set[str] = set()
    contents: set[bytes] = set()
    for one in read:
        incoming, content = one.incoming, bytes(one.mail.content_hash)
        if content in contents or ids.intersection((incoming.in_reply_to, *incoming.references)):
            yield some
            some, ids, contents = [], set(), set()
        some.append(one)
        ids.update(id for id in (incoming.message_id,) if id)
        contents.add(content)
    if some:
        yield some


def _understand(read: Sequence[Read]) -> None:
    met = _met_before(read)
    letters = []
    for one in read:
        copy = met.get(bytes(one.mail.content_hash))
        if one.incoming.kind is Kind.BOUNCE or one.incoming.kind is Kind.COMPLAINT:
            _fold_report(one.mail, one.incoming)
        elif copy is not None and (copy.state != State.TRIAGE or copy.message_id is not None):
            _finish(one.mail, State.DUPLICATE, reason="same_content", message_id=copy.message_id)
        else:
            letters.append(one)
    if not letters:
        return
    found = look_up([one.incoming for one in letters])
    house = trust()
    ids = {id for each in found for id in (each.match.person_id, each.owner_id, *each.named) if id is not None}
    persons = people.by_ids(ids)
    arrivals = []
    for one, each in zip(letters, found, strict=True):
        decided = judge(one, each, persons, house)
        if isinstance(decided, Arrival):
            arrivals.append(decided)
        elif isinstance(decided, Ours):
            _link(one, decided.message)
        elif bytes(one.mail.content_hash) in met:
            _finish(one.mail, State.DUPLICATE, reason="same_content")
        else:
            triage(one.mail, decided.reason, decided.candidates, **decided.why)
    filed = file_all(SYSTEM, at_a_bearable_pace(arrivals))
    learn_ids(arrivals)
    for arrival, message in zip(arrivals, filed, strict=True):
        # Another copy asked whose this is; this one came by a way that tells.
        content = bytes(arrival.mail.content_hash)
        if content in met:
            RawMail.objects.filter(content_hash=content, state=State.TRIAGE).update(
                state=State.DUPLICATE, reason="same_content", message=message
            )


def _link(read: Read, ours: Message) -> None:
    """Our own mail, in a Sent folder or by Bcc: it is the one that left, perhaps under another id (MAIL-07)."""
    learn(ours, read.incoming.message_id)
    _finish(read.mail, State.LINKED, reason="our_own", message_id=ours.pk)


def _with_envelope(incoming: Incoming, recipients: list[str]) -> Incoming:
    """The envelope's recipients count as much as the headers': a Bcc or a forward shows only there."""
    return replace(incoming, delivered_to=tuple(dict.fromkeys([*incoming.delivered_to, *recipients])))


def _met_before(read: Sequence[Read]) -> dict[bytes, RawMail]:
    """By content, the first copy of each mail that was dealt with: another mailbox, a second fetch, also long ago.

    All copies are locked in one order, so that of two workers with a copy each the second waits and then sees.
    """
    mine = {one.mail.pk for one in read}
    contents = {bytes(one.mail.content_hash) for one in read}
    rows = (
        RawMail.objects.select_for_update(of=("self",))
        .filter(content_hash__in=contents)
        .only("state", "message_id", "content_hash")
        .order_by("pk")
    )
    known = [row for row in rows if row.pk not in mine and row.state in DEALT_WITH]
    found: dict[bytes, RawMail] = {}
    for row in sorted(known, key=lambda row: row.state == State.TRIAGE):
        found.setdefault(bytes(row.content_hash), row)
    return found


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
