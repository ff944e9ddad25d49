"""Tokens for a window, taken set-wise from rows that every process shares (MAIL-49, MAIL-50)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings

from rapport.channels.email.operators import asks_to_slow_down, budgets_of, operator_of
from rapport.channels.email.receipt import Answer
from rapport.lib.decision import Decision, Finding, Verdict
from rapport.lib.pace import Level, Limit
from rapport.messaging.models import Bucket
from rapport.messaging.queries.outgoing import Outgoing

Key = tuple[str, str]  # sender, operator

# What a sender without a name of its own may ask of each house; None: as much as our relay takes.
LIMITS: dict[str, Limit | None] = {
    "google": Limit(600, timedelta(minutes=1)),
    "microsoft": Limit(600, timedelta(minutes=1)),
    "yahoo": Limit(300, timedelta(minutes=1)),
    "apple": Limit(300, timedelta(minutes=1)),
    "other": None,
}
CAREFUL = Limit(600, timedelta(minutes=1))  # for a house without a limit that asked us to go slower
SLOWED_FOR = timedelta(minutes=15)


def take(rows: Sequence[Outgoing], now: datetime) -> dict[int, Decision]:
    """Take a token for each delivery; those that get none, with until when they wait and for whom."""
    keys = {row.id: _keys(row) for row in rows}
    levels = _levels({key for each in keys.values() for key in each}, now)
    if not levels:
        return {}
    waiting: dict[int, Decision] = {}
    places: dict[Key, int] = defaultdict(int)
    for row in rows:
        mine = [key for key in keys[row.id] if key in levels]
        empty = next((key for key in mine if not levels[key].has_one(row.lane)), None)
        if empty is None:
            for key in mine:
                levels[key].take_one(row.lane)
        else:
            until = now + levels[empty].wait_of(places[empty])
            places[empty] += 1
            found = Finding("throttled", Verdict.HOLD, {"operator": empty[1]}, until)
            waiting[row.id] = Decision(Verdict.HOLD, (found,), until)
    _keep(levels)
    return waiting


def slow_down(answered: Iterable[tuple[Outgoing, Answer]], now: datetime) -> None:
    """Halve the rate towards every house that asked for it."""
    asked = set()
    for row, answer in answered:
        operator = operator_of(row.address_on_file)
        if asks_to_slow_down(operator, answer.code, answer.enhanced):
            asked.add((row.sender_domain, operator))
    if asked:
        levels = _levels(asked, now, everything=True)
        for level in levels.values():
            level.slow_down(now + SLOWED_FOR)
        _keep(levels)


def _keys(row: Outgoing) -> list[Key]:
    sender = row.sender_domain
    return [(sender, operator_of(row.address_on_file)), *((_account(), name) for name in _budgets())]


def _budgets() -> Mapping[str, Limit]:
    return budgets_of(settings.SMTP.host) if settings.SMTP is not None else {}


def _account() -> str:
    return settings.SMTP.user if settings.SMTP is not None else ""


def _limit(key: Key) -> Limit | None:
    return LIMITS[key[1]] if key[1] in LIMITS else _budgets().get(key[1])


def _levels(keys: set[Key], now: datetime, *, everything: bool = False) -> dict[Key, Level]:
    """The buckets behind these keys, locked and refilled; a house without a limit has one only while slowed."""
    rows = _locked(keys)
    missing = [key for key in sorted(keys - set(rows)) if everything or _limit(key) is not None]
    if missing:
        full = {key: Level.full(_limit(key) or CAREFUL, now) for key in missing}
        Bucket.objects.bulk_create(
            [
                Bucket(sender=key[0], operator=key[1], tokens=level.shared, bulk_tokens=level.bulk, refilled_at=now)
                for key, level in full.items()
            ],
            ignore_conflicts=True,
        )
        rows = _locked(keys)
    levels = {}
    for key, row in rows.items():
        limit = _limit(key)
        if limit is None and not everything and (row.slowed_until is None or row.slowed_until <= now):
            continue
        level = Level(limit or CAREFUL, row.tokens, row.bulk_tokens, row.refilled_at, row.slowed_until)
        level.refill(now)
        levels[key] = level
    return levels


def _locked(keys: set[Key]) -> dict[Key, Bucket]:
    rows = Bucket.objects.select_for_update().filter(
        sender__in={sender for sender, _ in keys}, operator__in={operator for _, operator in keys}
    )
    return {key: row for row in rows.order_by("pk") if (key := (row.sender, row.operator)) in keys}


def _keep(levels: Mapping[Key, Level]) -> None:
    Bucket.objects.bulk_create(
        [
            Bucket(
                sender=key[0],
                operator=key[1],
                tokens=level.shared,
                bulk_tokens=level.bulk,
                refilled_at=level.at,
                slowed_until=level.slowed_until,
            )
            for key, level in levels.items()
        ],
        update_conflicts=True,
        unique_fields=["sender", "operator"],
        update_fields=["tokens", "bulk_tokens", "refilled_at", "slowed_until"],
    )
