"""Whether mail leaves and what holds it: the page and the command about sending (a query room)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.content.wording import BUILTIN
from rapport.messaging.models import Bucket, Delivery, StopOrder
from rapport.messaging.reasons import OPERATORS
from rapport.vault import queries as vault

TABLE = "messaging_stoporder"
OVER_SHOWN = 30
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop as it is shown: what, who, when, why, and how much it holds."""

    order: StopOrder
    what: str
    reason: str
    held: int = 0


@dataclass(frozen=True, slots=True)
class LaneNow:
    """What waits in one lane."""

    name: str
    due: int
    later: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Slowed:
    sender: str
    operator: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    active: Sequence[Stopped]
    over: Sequence[Stopped]
    lanes: Sequence[LaneNow]
    slowed: Sequence[Slowed]
    unreachable: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def is_stopped(self) -> bool:
        return any(one.order.scope == StopOrder.Scope.ALL for one in self.active)


def standing() -> Sending:
    """How sending stands at this moment."""
    now = timezone.now()
    active = list(StopOrder.objects.filter(started_at__isnull=True).select_related("stopped_by").order_by("-id"))
    over = list(
        StopOrder.objects.filter(started_at__isnull=False)
        .select_related("stopped_by", "started_by")
        .order_by("-started_at")[:OVER_SHOWN]
    )
    held = dict(
        Delivery.objects.filter(stop__in=active, state=State.HELD)
        .values_list("stop")
        .annotate(n=Count("pk"))
        .order_by()
    )
    waiting = Delivery.objects.filter(state__in=[State.QUEUED, State.DEFERRED])
    lanes = []
    for lane, name in (
        (Delivery.Lane.URGENT, _("Urgent")),
        (Delivery.Lane.NORMAL, _("Normal")),
        (Delivery.Lane.BULK, _("Bulk")),
    ):
        due = waiting.filter(lane=lane, due_at__lte=now).aggregate(n=Count("pk"), oldest=Min("due_at"))
        lanes.append(LaneNow(name, due["n"], waiting.filter(lane=lane, due_at__gt=now).count(), due["oldest"]))
    return Sending(
        _shown(active, held),
        _shown(over, {}),
        lanes,
        [
            Slowed(row.sender, OPERATORS.get(row.operator, lambda: _("our mailbox"))(), row.slowed_until)
            for row in Bucket.objects.filter(slowed_until__gt=now).order_by("pk")
            if row.slowed_until
        ],
        waiting.filter(code="unreachable").count(),
    )


def is_all_stopped() -> bool:
    """Whether nothing at all may leave, mail to staff included."""
    return StopOrder.objects.filter(scope=StopOrder.Scope.ALL, started_at__isnull=True).exists()


def stops_in_force() -> int:
    return StopOrder.objects.filter(started_at__isnull=True).count()


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What a person may stop, in groups, as (scope:target, words)."""
    people = [(f"sender:user:{user.pk}", user.name) for user in accounts.active_users()]
    wordings = [(f"rule:{key}", wording.name) for key, wording in BUILTIN.items()]
    return [
        (_("Everything"), [("channel:email", _("All mail to candidates")), ("all:", _("All mail, to staff too"))]),
        (_("Automatic mails"), wordings),
        (_("Mails of one member"), people),
    ]


def _shown(orders: Sequence[StopOrder], held: dict[int, int]) -> list[Stopped]:
    items = vault.open_by_id(bytes(order.seal_id) for order in orders if order.reason)
    users = accounts.users_by_id(
        int(order.target[5:]) for order in orders if order.target.startswith("user:") and order.target[5:].isdigit()
    )
    names = {f"user:{id}": user.name for id, user in users.items()}
    return [
        Stopped(
            order,
            _what(order, names),
            items[seal].text(TABLE, "reason", order.reason) if (seal := bytes(order.seal_id)) in items else _why(order),
            held.get(order.pk, 0),
        )
        for order in orders
    ]


def _what(order: StopOrder, names: dict[str, str]) -> str:
    target = order.target
    if order.scope == StopOrder.Scope.ALL:
        return _("All mail, to staff too")
    if order.scope == StopOrder.Scope.CHANNEL and target == "email":
        return _("All mail to candidates")
    if order.scope == StopOrder.Scope.RULE:
        return BUILTIN[target].name if target in BUILTIN else target
    if order.scope == StopOrder.Scope.SENDER:
        return _("Mails of %(name)s") % {"name": names.get(target, target)}
    if order.scope == StopOrder.Scope.OPERATOR:
        sender, operator, lane = (*target.split("/"), "", "")[:3]
        house = OPERATORS.get(operator, lambda: operator)()
        return _("Mail from %(sender)s to %(operator)s, lane %(lane)s") % {
            "sender": sender, "operator": house, "lane": lane
        }  # fmt: skip
    if order.scope == StopOrder.Scope.LANE:
        sender, _slash, lane = target.partition("/")
        return _("Mail from %(sender)s, lane %(lane)s") % {"sender": sender, "lane": lane}
    return f"{order.get_scope_display()} {target}"


def _why(order: StopOrder) -> str:
    params = order.params
    if order.cause == StopOrder.Cause.BREAKER:
        return _("%(refused)d of %(offered)d mails were refused for good.") % {
            "refused": params.get("refused", 0), "offered": params.get("offered", 0)
        }  # fmt: skip
    if order.cause == StopOrder.Cause.SENDER_FAULT:
        answer = {"code": params.get("code", ""), "enhanced": params.get("enhanced", "")}
        return _("The operator answered %(code)s %(enhanced)s: our domain is not set up as it asks.") % answer
    return ""
