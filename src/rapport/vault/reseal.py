"""After the key ring leaked: new keys for every subject, and every content key wrapped anew; readers never wait.

1. A new key of the ring; each subject gets a new key, its former one is kept beside it under the new ring.
2. Every wrapped content key, table by table, is unwrapped with the former key and wrapped with the new one.
3. What was written meanwhile is looked at once more; then the former keys and the leaked ring key go.

Each step may be cut short and run again. The words themselves are not encrypted anew: whoever copied
them together with the old ring can read that copy for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Q

from rapport.db import locks
from rapport.lib import seal as crypto
from rapport.lib.errors import Conflict
from rapport.lib.seal import SealError
from rapport.vault import keyring, queries, services
from rapport.vault.domain import Subject, before
from rapport.vault.models import SubjectKey, Wrap

Say = Callable[[str], object]
_AT_ONCE: Final = 1000
_LEASE: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Holder:
    """A table that keeps wrapped content keys; `kind` is the name of a field, or of the one kind all rows have."""

    model: type[models.Model]
    seal_id: str
    kind: str
    ref: str
    wrapped: str
    is_one_kind: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    keys: int
    wraps: int


_holders: dict[type[models.Model], Holder] = {Wrap: Holder(Wrap, "seal_id", "kind", "ref", "wrapped")}


def add_holder(holder: Holder) -> None:
    """Let a room above tell of a table of its own that keeps wrapped content keys."""
    _holders[holder.model] = holder


def reseal(say: Say = lambda line: None) -> Done:
    """Give every subject a new key and wrap every content key under it; goes on where it was cut short."""
    with locks.only_one("vault.rotate", _LEASE) as mine:
        if not mine:
            raise Conflict("The keys are being rotated already.")
        ring = keyring.load()
        if not queries.is_resealing():
            ring = _new_ring()
        keys = 0
        while some := _renew(ring):
            keys += some
        say(f"{keys} subjects have new keys.")
        # Read before the first pass: whoever still held a former key then writes behind these.
        ends = {holder.model: _last(holder) for holder in _holders.values()}
        wraps = sum(_walk(holder, 0, say) for holder in _holders.values())
        wraps += sum(_walk(holder, ends[holder.model], say) for holder in _holders.values())
        services.drop_keys(Q(kind__endswith="~"))
        if keyring.is_writable():
            services.retire()
        return Done(keys, wraps)


def _new_ring() -> keyring.KeyRing:
    if keyring.is_writable():
        return keyring.add_current()
    ring = keyring.load()
    if set(queries.keys_in_use()) <= {ring.current}:
        raise Conflict("Add a new key to RAPPORT_KEYRING, make it current, restart everything, then reseal.")
    return ring


def _renew(ring: keyring.KeyRing) -> int:
    with transaction.atomic():
        rows = list(
            SubjectKey._default_manager.select_for_update()
            .exclude(ring_key_id=ring.current)
            .exclude(kind__endswith="~")
            .order_by("pk")[:_AT_ONCE]
        )
        former = []
        for row in rows:
            subject = Subject(row.kind, row.ref)
            key = crypto.unwrap(bytes(row.wrapped), ring.key(row.ring_key_id), row.ring_key_id.encode(), subject)
            kept = before(subject)
            former.append(
                SubjectKey(
                    kind=kept.kind, ref=kept.ref, wrapped=services.under(ring, kept, key), ring_key_id=ring.current
                )
            )
            row.wrapped, row.ring_key_id = services.under(ring, subject, crypto.new_key()), ring.current
        SubjectKey._default_manager.bulk_create(former)
        SubjectKey._default_manager.bulk_update(rows, ["wrapped", "ring_key_id"])
    return len(rows)


def _last(holder: Holder) -> int:
    return holder.model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0


def _walk(holder: Holder, after: int, say: Say) -> int:
    """Wrap anew what this table keeps behind a key; rows that are right already cost one look."""
    count = 0
    fields = ["pk", holder.seal_id, holder.ref, holder.wrapped] + ([] if holder.is_one_kind else [holder.kind])
    while True:
        page = list(holder.model._default_manager.filter(pk__gt=after).order_by("pk").values_list(*fields)[:_AT_ONCE])
        if not page:
            return count
        count += _rewrap(holder, page)
        after = page[-1][0]
        if count and len(page) == _AT_ONCE:
            say(f"  {holder.model._meta.label}: up to row {after}")


def _rewrap(holder: Holder, page: Sequence[Sequence[Any]]) -> int:
    rows = [
        (row[0], bytes(row[1]), Subject(holder.kind if holder.is_one_kind else row[4], row[2]), bytes(row[3]))
        for row in page
    ]
    subjects = {subject for _, _, subject, _ in rows}
    new, old = queries.subject_keys(subjects), queries.subject_keys({before(subject) for subject in subjects})
    changed = []
    for pk, seal_id, subject, wrapped in rows:
        former = old.get(before(subject))
        if former is None or subject not in new:
            continue
        try:
            content_key = crypto.unwrap(wrapped, former, seal_id, subject)
        except SealError:
            continue  # under the new key already, or under one that was destroyed long ago
        anew = crypto.wrap(content_key, new[subject], seal_id, subject)
        changed.append(holder.model(pk=pk, **{holder.wrapped: anew}))
    with transaction.atomic():
        holder.model._default_manager.bulk_update(changed, [holder.wrapped], batch_size=200)
    return len(changed)
