"""What stops sending without a person: too many refusals after a first few, and operators who call us misconfigured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from rapport.channels.email.operators import OTHER, is_our_fault, operator_of
from rapport.channels.email.receipt import Answer, Fate
from rapport.messaging.models import StopOrder, Tally
from rapport.messaging.queries.outgoing import Outgoing
from rapport.messaging.services import stops

CANARY = 20  # so many go first
MOST_REFUSED = {"bulk": 0.05, "normal": 0.25}  # by hand, one letter in ten may well meet a dead address
FEWEST = 2
COUNTED_FOR = timedelta(hours=1)

Answered = Sequence[tuple[Outgoing, Answer]]


def watch(answered: Answered, now: datetime) -> None:
    """Count what was refused, and stop the sender's lane where it is too much."""
    offered: Counter[tuple[str, str]] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    for row, answer in answered:
        if row.lane in MOST_REFUSED and answer.is_about != "connection":
            offered[row.sender_domain, row.lane] += 1
            refused[row.sender_domain, row.lane] += answer.fate is Fate.REFUSED
    for (sender, lane), count in offered.items():
        _count(sender, lane, count, refused[sender, lane], now)


def stop_where_we_are_at_fault(answered: Answered) -> None:
    """Stop a lane towards the operator who says that our domain is not set up right (MAIL-23).

    A small house may be wrong about us; the refusals it causes are the breaker's.
    """
    for row, answer in answered:
        operator = operator_of(row.address_on_file)
        if answer.fate is Fate.REFUSED and operator != OTHER and is_our_fault(answer.enhanced):
            stops.stop_by_itself(
                StopOrder.Scope.OPERATOR,
                f"{row.sender_domain}/{operator}/{row.lane}",
                StopOrder.Cause.SENDER_FAULT,
                {"code": answer.code, "enhanced": answer.enhanced, "delivery": row.id},
            )


def _count(sender: str, lane: str, offered: int, refused: int, now: datetime) -> None:
    key = f"{sender}/{lane}"
    lately = Tally.objects.filter(key=key, since__gt=now - COUNTED_FOR)
    if not lately.update(offered=F("offered") + offered, refused=F("refused") + refused):
        Tally.objects.update_or_create(key=key, defaults={"since": now, "offered": offered, "refused": refused})
    if not refused:
        return
    row = Tally.objects.get(key=key)
    is_much = row.refused >= FEWEST and row.refused > row.offered * MOST_REFUSED[lane]
    if row.offered >= CANARY and is_much:
        stops.stop_by_itself(
            StopOrder.Scope.LANE,
            key,
            StopOrder.Cause.BREAKER,
            {"refused": row.refused, "offered": row.offered},
        )
