"""Making, sharing and destroying: items under subject keys, subject keys under the key ring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Q

from rapport.db import locks
from rapport.lib import seal as crypto
from rapport.lib.errors import Conflict, NotFound
from rapport.lib.seal import SealError
from rapport.vault import keyring, queries
from rapport.vault.domain import NewItem, OpenItem, Subject, before
from rapport.vault.models import Erasure, SubjectKey, Wrap

_ROTATE_AT_ONCE: Final = 500


def new_item(subjects: Sequence[Subject]) -> NewItem:
    """A fresh item that each of these subjects opens; keys of new subjects are made on the way."""
    return new_items([subjects])[0]


def new_items(per_item: Sequence[Sequence[Subject]]) -> list[NewItem]:
    """Fresh items, one for each set of subjects, for the price of one look at the keys."""
    if not all(per_item):
        raise ValueError("An item needs at least one subject.")
    keys = _ensure_keys({subject for subjects in per_item for subject in subjects})
    items = []
    for subjects in per_item:
        seal_id, key = crypto.new_seal_id(), crypto.new_key()
        wraps = {subject: crypto.wrap(key, keys[subject], seal_id, subject) for subject in subjects}
        items.append(NewItem(seal_id, key, wraps))
    return items


def share(item: OpenItem, to: Sequence[Subject]) -> dict[Subject, bytes]:
    """The item's key wrapped for further subjects, to be stored where its other wraps are."""
    keys = _ensure_keys(set(to))
    return {subject: crypto.wrap(item.key, keys[subject], item.seal_id, subject) for subject in to}


def keep_wraps(*items: NewItem) -> None:
    """Store the wraps of items that have no wrap columns of their own."""
    _keep((item.seal_id, item.wraps) for item in items)


def add_subjects(seal_id: bytes, to: Sequence[Subject]) -> OpenItem:
    """Let further subjects open an item whose wraps are kept here."""
    item = queries.open_by_id([seal_id]).get(seal_id)
    if item is None:
        raise NotFound("These words were erased.")
    _keep([(seal_id, share(item, to))])
    return item


def hand_over(items: Sequence[tuple[OpenItem, Subject]], *, from_kind: str) -> None:
    """Give items whose wraps are kept here to a subject each, and take them from all subjects of one kind."""
    keys = _ensure_keys({to for _, to in items})
    _keep((item.seal_id, {to: crypto.wrap(item.key, keys[to], item.seal_id, to)}) for item, to in items)
    Wrap.objects.filter(seal_id__in=[item.seal_id for item, _ in items], kind=from_kind).delete()


def drop_subjects(seal_id: bytes, subjects: Sequence[Subject]) -> None:
    """Take away these subjects' way to an item kept here; dropping the last one shreds it."""
    Wrap.objects.filter(queries.of_subjects(subjects), seal_id=seal_id).delete()


def drop(seal_ids: Iterable[bytes]) -> None:
    """Forget the wraps of these items: their words can never be read again."""
    Wrap.objects.filter(seal_id__in=list(seal_ids)).delete()


def destroy(subjects: Sequence[Subject]) -> int:
    """Destroy the keys of these subjects, and with them all words filed under them alone.

    Returns how many keys there were. Call `scrub` after the transaction has ended.
    """
    with transaction.atomic():
        mine = queries.of_subjects(subjects)
        Wrap.objects.filter(mine).delete()
        drop_keys(queries.of_subjects([before(subject) for subject in subjects]))
        return drop_keys(mine)


def remember_erased(erased: Iterable[tuple[str, int, datetime]]) -> None:
    """Keep that these subjects were erased, so that a copy restored from before forgets them again; ids alone."""
    Erasure.objects.bulk_create([Erasure(kind=kind, ref=ref, at=at) for kind, ref, at in erased], ignore_conflicts=True)


def drop_keys(which: Q) -> int:
    """Take these key rows away, leaving nothing of them in their pages; returns how many there were."""
    with transaction.atomic():
        # Overwritten first: a deleted row may linger in its page, an overwritten value does not.
        SubjectKey.objects.filter(which).update(wrapped=bytes(64), ring_key_id="")
        return SubjectKey.objects.filter(which).delete()[0]


def scrub() -> None:
    """Leave no destroyed key in freed pages or the write-ahead log; not inside a transaction."""
    locks.scrub(SubjectKey)


def put_back(keys: Iterable[tuple[str, int, bytes, str]]) -> int:
    """Take in subject keys as a backup kept them, in place of all others: kind, ref, wrapped key, ring key id."""
    count, rows = 0, iter(keys)
    with transaction.atomic():
        SubjectKey.objects.all().delete()
        while some := list(islice(rows, _ROTATE_AT_ONCE)):
            SubjectKey.objects.bulk_create(
                [SubjectKey(kind=kind, ref=ref, wrapped=wrapped, ring_key_id=id) for kind, ref, wrapped, id in some]
            )
            count += len(some)
    return count


def rotate() -> int:
    """Make a new key of the ring current and wrap every subject key under it; readers never wait.

    Returns how many subject keys were wrapped anew. A ring given by the environment is not
    changed: subject keys then move to the key it names as current.
    """
    with locks.only_one("vault.rotate") as mine:
        if not mine:
            raise Conflict("The keys are being rotated already.")
        if queries.is_resealing():
            raise Conflict("A reseal was begun and is not finished; run `rapport keys reseal` again first.")
        ring = keyring.add_current() if keyring.is_writable() else keyring.load()
        moved = 0
        while some := _rewrap(ring):
            moved += some
        if keyring.is_writable():
            retire()
        return moved


def _rewrap(ring: keyring.KeyRing) -> int:
    with transaction.atomic():
        rows = list(
            SubjectKey.objects.select_for_update()
            .exclude(ring_key_id=ring.current)
            .order_by("pk")
            .only("pk", "kind", "ref", "wrapped", "ring_key_id")[:_ROTATE_AT_ONCE]
        )
        for row in rows:
            subject = Subject(row.kind, row.ref)
            key = crypto.unwrap(bytes(row.wrapped), ring.key(row.ring_key_id), row.ring_key_id.encode(), subject)
            row.wrapped, row.ring_key_id = under(ring, subject, key), ring.current
        SubjectKey.objects.bulk_update(rows, ["wrapped", "ring_key_id"])
    return len(rows)


def retire() -> None:
    """Drop ring keys that no row uses; nobody can add a row while we look."""
    with transaction.atomic():
        locks.hold_still(SubjectKey)
        keyring.forget(set(keyring.load().keys) - set(queries.keys_in_use()))


def _ensure_keys(subjects: set[Subject]) -> dict[Subject, bytes]:
    keys = queries.subject_keys(subjects)
    missing = sorted(subjects - keys.keys())  # in one order everywhere, so that writers do not deadlock
    if not missing:
        return keys
    if not any(_insert(missing) for _ in range(3)):
        raise SealError("The key ring keeps changing; please try again.")
    # Read back: another writer may have made the same subject's key first.
    return keys | queries.subject_keys(set(missing))


def _insert(subjects: Sequence[Subject]) -> bool:
    """Make keys for subjects that have none, unless the ring key we used was retired meanwhile."""
    with transaction.atomic():
        ring = keyring.load()
        SubjectKey.objects.bulk_create(
            [
                SubjectKey(
                    kind=subject.kind,
                    ref=subject.ref,
                    wrapped=under(ring, subject, crypto.new_key()),
                    ring_key_id=ring.current,
                )
                for subject in subjects
            ],
            ignore_conflicts=True,
        )
        # From here on our rows keep `retire` away, until the transaction ends.
        if ring.current in keyring.load().keys:
            return True
        transaction.set_rollback(True)
    return False


def under(ring: keyring.KeyRing, subject: Subject, key: bytes) -> bytes:
    return crypto.wrap(key, ring.key(ring.current), ring.current.encode(), subject)


def _keep(wraps: Iterable[tuple[bytes, dict[Subject, bytes]]]) -> None:
    Wrap.objects.bulk_create(
        [
            Wrap(seal_id=seal_id, kind=subject.kind, ref=subject.ref, wrapped=wrapped)
            for seal_id, by_subject in wraps
            for subject, wrapped in by_subject.items()
        ],
        ignore_conflicts=True,
    )
