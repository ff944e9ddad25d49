"""The kill switch: one row stops a scope, from its commit on and in every process; another act starts it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.messaging.events import SendingStarted, SendingStopped
from rapport.messaging.models import Delivery, StopOrder, Tally
from rapport.messaging.services.telling import Change, tell
from rapport.vault import services as vault
from rapport.vault.domain import HOUSE
from rapport.worker import Lane, wake

TABLE = "messaging_stoporder"
PERMISSION = "settings:edit"
AT_ONCE = 500
State = Delivery.State
# What a person stops; the others come about by themselves.
BY_HAND = (
    StopOrder.Scope.ALL,
    StopOrder.Scope.CHANNEL,
    StopOrder.Scope.SENDER,
    StopOrder.Scope.RULE,
    StopOrder.Scope.BATCH,
)


def stop(actor: Actor, scope: str, target: str = "", *, reason: str) -> StopOrder:
    """Stop a scope; what is due in it waits, held, until somebody starts it again."""
    accounts.require(actor, PERMISSION)
    target = " ".join(target.split()).lower() if scope != StopOrder.Scope.ALL else ""
    if scope not in BY_HAND:
        raise Invalid({"scope": _("Choose what is to stop.")})
    if scope != StopOrder.Scope.ALL and not target:
        raise Invalid({"target": _("Say what is to stop.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why, for whoever has to start it again.")})
    try:
        return _write(actor, scope, target, StopOrder.Cause.PERSON, {}, reason.strip())
    except IntegrityError as error:
        raise Conflict(_("This is stopped already.")) from error


def stop_by_itself(scope: str, target: str, cause: str, params: Mapping[str, Any]) -> None:
    """Stop a scope because of what was counted; once it is stopped, more of the same changes nothing."""
    if StopOrder.objects.filter(scope=scope, target=target, started_at__isnull=True).exists():
        return
    try:
        _write(SYSTEM, scope, target, cause, params, "")
    except IntegrityError:
        return  # another worker saw it a moment ago


def start(actor: Actor, stop_id: int) -> int:
    """Let a scope go on; returns how many deliveries it held. What is long overdue by now asks a person first."""
    accounts.require(actor, PERMISSION)
    with transaction.atomic():
        order = StopOrder.objects.select_for_update(of=("self",)).filter(pk=stop_id).first()
        if order is None:
            raise NotFound(_("There is no such stop."))
        if order.started_at is not None:
            raise Conflict(_("Somebody has started it again already."))
        order.started_at = timezone.now()
        order.started_by_id = actor.id if actor.is_user else None
        order.save(update_fields=["started_at", "started_by"])
        Tally.objects.filter(key=order.target).delete()  # the breaker begins to count anew
        events.publish(actor, SendingStarted(stop_id=order.pk, scope=order.scope))
        events.tick("sending")
    freed = 0
    while count := let_go():
        freed += count
    return freed


def let_go() -> int:
    """Make a page of what stops held due again, once they are over; returns how many."""
    with transaction.atomic():
        rows = list(
            Delivery.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(stop__started_at__isnull=False, state=State.HELD)
            .order_by("id")
            .values_list("id", "message_id", "message__interaction_id", "message__person_id")[:AT_ONCE]
        )
        Delivery.objects.filter(pk__in=[row[0] for row in rows]).update(state=State.QUEUED, stop=None, decision={})
        tell(SYSTEM, [Change(*row, State.QUEUED) for row in rows], timezone.now())
        if rows:
            for lane in (Lane.URGENT, Lane.NORMAL, Lane.BULK):
                wake(lane)
    return len(rows)


def _write(actor: Actor, scope: str, target: str, cause: str, params: Mapping[str, Any], reason: str) -> StopOrder:
    with transaction.atomic():
        item = vault.new_item([HOUSE])
        vault.keep_wraps(item)
        order = StopOrder.objects.create(
            scope=scope,
            target=target,
            cause=cause,
            params=dict(params),
            seal_id=item.seal_id,
            reason=item.seal(TABLE, "reason", reason) if reason else b"",
            stopped_by_id=actor.id if actor.is_user else None,
        )
        events.publish(actor, SendingStopped(stop_id=order.pk, scope=scope, cause=cause))
        events.tick("sending")
    return order
