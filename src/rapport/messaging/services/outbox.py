"""The outbox: claim, decide again at the door, mark, send, record. Never a network call inside a transaction.

Leaving "claimed" is a compare-and-swap on (id, claim, state), and "submitting" is durable before a
byte leaves; so a crash leaves a delivery that either never left or is shown as uncertain.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapport.channels.email.bounces import classify
from rapport.channels.email.incoming import BounceClass
from rapport.channels.email.receipt import Outcome, RecipientsRefused
from rapport.db import claims, installation
from rapport.events import services as events
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.decision import Decision, Verdict
from rapport.lib.errors import ChannelError, RapportError
from rapport.messaging import policy, queries, transport
from rapport.messaging.domain import next_try
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Delivery
from rapport.messaging.queries import facts
from rapport.messaging.queries.wire import Wire, build
from rapport.messaging.services import health
from rapport.messaging.services.send import summarise
from rapport.timeline.services.attach import move_to

LEASE_SECONDS = 300.0
PAGE = 50
LATE = timedelta(minutes=1)
State = Delivery.State


def send_due(lanes: tuple[str, ...]) -> int:
    """Send what is due in these lanes; returns how many deliveries were taken in hand."""
    if not installation.may_send():
        return 0
    token, ids = claims.claim(
        Delivery,
        where=Q(state__in=[State.QUEUED, State.DEFERRED], lane__in=lanes, due_at__lte=timezone.now()),
        order_by=["due_at", "id"],
        limit=PAGE,
        lease_seconds=LEASE_SECONDS,
        set={"state": State.CLAIMED},
    )
    for id in sorted(ids):
        leaving = _at_the_door(id, token)
        if leaving is not None:
            _submit(leaving)
    return len(ids)


class Leaving(NamedTuple):
    """A delivery that passed the door: marked as submitting, with everything that goes on the wire."""

    delivery: Delivery
    token: bytes
    wire: Wire | None
    problem: str


def _at_the_door(id: int, token: bytes) -> Leaving | None:
    """Judge once more on facts read in the transaction that marks the delivery; None when it does not leave now."""
    with transaction.atomic():
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("message__interaction", "message__conversation", "contact_point", "user")
            .filter(pk=id, claim=token, state=State.CLAIMED)
            .first()
        )
        if delivery is None:
            return None
        now = timezone.now()
        decision = policy.judge(facts.at_the_door([delivery], now)[id])
        if not decision.is_allowed:
            _keep_back(delivery, decision)
            return None
        changed = Delivery.objects.filter(pk=id, claim=token, state=State.CLAIMED).update(
            state=State.SUBMITTING, decision=decision.as_json(), attempts=delivery.attempts + 1
        )
        if changed != 1:
            return None
        delivery.attempts += 1
        delivery.state = State.SUBMITTING
        try:
            return Leaving(delivery, token, build(delivery), "")
        except RapportError as error:
            return Leaving(delivery, token, None, str(error))


def _keep_back(delivery: Delivery, decision: Decision) -> None:
    if decision.verdict is Verdict.REFUSE:
        _settle(delivery, State.SUPPRESSED, decision=decision.as_json())
    elif decision.until is None:
        _settle(delivery, State.HELD, decision=decision.as_json())
    else:
        _settle(delivery, State.QUEUED, decision=decision.as_json(), due_at=decision.until)


def _submit(leaving: Leaving) -> None:
    """Hand one delivery to the relay, outside any transaction, and record what came of it."""
    if leaving.wire is None:
        _record(leaving, State.FAILED, code="unbuildable", said=leaving.problem)
        return
    wire = leaving.wire
    try:
        receipt = transport.session().send(wire.envelope_from, [wire.recipient], wire.content)
    except RecipientsRefused as error:
        _refused(leaving, error.outcomes[0] if error.outcomes else None, error)
    except ChannelError as error:
        _refused(leaving, None, error)
    except RapportError as error:
        _record(leaving, State.FAILED, code="unsendable", said=str(error))
    else:
        refused = receipt.refused
        if refused:
            _refused(leaving, refused[0], None)
        else:
            _record(leaving, State.SENT, code=str(receipt.code), said=receipt.text)


def _refused(leaving: Leaving, outcome: Outcome | None, error: ChannelError | None) -> None:
    """Uncertain, failed for good, or tried again later (RFC 5321 4.5.4.1, RFC 1047)."""
    code = outcome.code if outcome else (error.code if error else None)
    enhanced = outcome.enhanced if outcome else (error.enhanced if error else "")
    said = (outcome.text if outcome else "") or str(error or "")
    told = f"{code or ''} {enhanced}".strip()
    if error is not None and error.uncertain:
        _record(leaving, State.UNCERTAIN, code=told, said=said)
        return
    permanent = outcome.is_permanent if outcome else bool(error and error.permanent)
    wait = next_try(
        leaving.delivery.attempts,
        greylisted=code in {450, 451} or enhanced == "4.7.1",
        retry_after=error.retry_after if error else None,
    )
    if permanent or wait is None:
        _record(leaving, State.FAILED, code=told or "gave_up", said=said)
        if permanent and classify(code, enhanced, said) is BounceClass.HARD:
            health.address_is_dead(SYSTEM, leaving.delivery, code=told)
    else:
        _record(leaving, State.DEFERRED, code=told, said=said, wait=wait)


def _record(leaving: Leaving, state: str, *, code: str, said: str, wait: timedelta | None = None) -> None:
    """The one recorder: writes only while the claim still stands, so that a sleeper overwrites nobody."""
    delivery, now = leaving.delivery, timezone.now()
    item = queries.opened([delivery.message]).get(delivery.message_id)
    values: dict[str, object] = {
        "state": state,
        "code": code[:24],
        "said": item.seal("messaging_delivery", "said", said[:1000]) if item and said else b"",
        "sent_at": now if state == State.SENT else None,
        "claim": None,
        "claimed_until": None,
    }
    if wait is not None:
        values["due_at"] = now + wait
    with transaction.atomic():
        changed = Delivery.objects.filter(pk=delivery.pk, claim=leaving.token, state=State.SUBMITTING).update(**values)
        if changed == 1:
            delivery.state = state
            if state == State.SENT and delivery.part == "to" and now - delivery.message.at > LATE:
                move_to(delivery.message.interaction_id, now)
            _tell(SYSTEM, delivery)


def _settle(delivery: Delivery, state: str, **values: object) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, claim=None, claimed_until=None, **values)
    delivery.state = state
    _tell(SYSTEM, delivery)


def _tell(actor: Actor, delivery: Delivery) -> None:
    """Fold the summary, raise the page's version, and publish what matters to people."""
    message = delivery.message
    summarise(message, message.interaction)
    if delivery.state not in {State.QUEUED, State.CLAIMED, State.DEFERRED}:
        events.publish(
            actor,
            DeliveryChanged(
                person_id=message.person_id,
                message_id=message.pk,
                delivery_id=delivery.pk,
                state=delivery.state,
                outcome=delivery.outcome,
            ),
        )
    events.tick(f"person:{message.person_id}")


def free_lapsed() -> int:
    """Settle what a dead worker left: what was only claimed is due again, what was submitting is uncertain."""
    now = timezone.now()
    freed = Delivery.objects.filter(state=State.CLAIMED, claimed_until__lt=now).update(
        state=State.QUEUED, claim=None, claimed_until=None
    )
    lapsed = Delivery.objects.filter(state=State.SUBMITTING, claimed_until__lt=now).values_list("pk", flat=True)
    for id in list(lapsed[:PAGE]):
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(of=("self",))
                .select_related("message__interaction")
                .filter(pk=id, state=State.SUBMITTING, claimed_until__lt=now)
                .first()
            )
            if delivery is not None:
                _settle(delivery, State.UNCERTAIN, code="worker_died")
                freed += 1
    return freed
