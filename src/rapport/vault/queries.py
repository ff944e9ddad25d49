"""Opening sealed items, set by set, and keyed fingerprints."""

from __future__ import annotations

import hmac
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Max, Q

from rapport.lib import seal as crypto
from rapport.lib.seal import SealError
from rapport.vault import keyring
from rapport.vault.domain import OpenItem, Subject, before
from rapport.vault.models import Erasure, SealedFile, SubjectKey, Wrap

T = TypeVar("T")

log = logging.getLogger(__name__)

# Databases bound the number of parameters of one statement; pages stay far below this.
_AT_ONCE = 5000


def open_items(refs: Iterable[tuple[bytes, Subject, bytes]]) -> dict[bytes, OpenItem]:
    """The items that still open, by seal id, with one query for all their subjects' keys.

    Each ref is (seal id, subject, content key wrapped for that subject). An item all of whose
    subjects' keys are destroyed is absent: its words are gone for good.
    """
    wanted = [(bytes(seal_id), subject, bytes(wrapped)) for seal_id, subject, wrapped in refs]
    keys = subject_keys({subject for _, subject, _ in wanted})
    opened: dict[bytes, OpenItem] = {}
    shut: list[tuple[bytes, Subject, bytes]] = []
    for seal_id, subject, wrapped in wanted:
        key = keys.get(subject)
        if key is None or seal_id in opened:
            continue
        try:
            opened[seal_id] = OpenItem(seal_id, crypto.unwrap(wrapped, key, seal_id, subject))
        except SealError:
            shut.append((seal_id, subject, wrapped))
    if shut:
        _try_former_keys(shut, opened)
    return opened


def _try_former_keys(shut: list[tuple[bytes, Subject, bytes]], opened: dict[bytes, OpenItem]) -> None:
    """Open what a reseal under way has not reached yet; the rest stays shut."""
    former = subject_keys({before(subject) for _, subject, _ in shut})
    for seal_id, subject, wrapped in shut:
        if seal_id in opened:
            continue
        try:
            key = crypto.unwrap(wrapped, former[before(subject)], seal_id, subject)
        except (KeyError, SealError):
            # A subject whose key was destroyed may have been given a new one since; the old words stay shut.
            log.warning("The item %s does not open with the key of %s %s.", seal_id.hex(), subject.kind, subject.ref)
        else:
            opened[seal_id] = OpenItem(seal_id, key)


def open_by_id(seal_ids: Iterable[bytes]) -> dict[bytes, OpenItem]:
    """The items whose wraps are kept here and still open, by seal id."""
    return open_items(
        (bytes(seal_id), Subject(kind, ref), bytes(wrapped))
        for some in _slices([bytes(id) for id in seal_ids])
        for seal_id, kind, ref, wrapped in Wrap.objects.filter(seal_id__in=some).values_list(
            "seal_id", "kind", "ref", "wrapped"
        )
    )


def subjects_of(seal_ids: Iterable[bytes]) -> dict[bytes, set[Subject]]:
    """Whose each item is, for items whose wraps are kept here."""
    found: dict[bytes, set[Subject]] = defaultdict(set)
    for some in _slices([bytes(id) for id in seal_ids]):
        for seal_id, kind, ref in Wrap.objects.filter(seal_id__in=some).values_list("seal_id", "kind", "ref"):
            found[bytes(seal_id)].add(Subject(kind, ref))
    return dict(found)


def items_of(subject: Subject) -> list[bytes]:
    """The seal ids of everything kept here for this subject, alone or with others."""
    rows = Wrap.objects.filter(kind=subject.kind, ref=subject.ref).order_by("pk").values_list("seal_id", flat=True)
    return [bytes(seal_id) for seal_id in rows]


def subject_keys(subjects: set[Subject]) -> dict[Subject, bytes]:
    """The keys of these subjects that exist; a destroyed or never made key is absent."""
    rows = _key_rows(subjects)
    ring = keyring.load()
    if any(id not in ring.keys for _, id, _ in rows):
        # A rotation ended between our two looks: these rows are wrapped anew by now.
        rows = _key_rows(subjects)
        ring = keyring.load()
    return {subject: crypto.unwrap(wrapped, ring.key(id), id.encode(), subject) for subject, id, wrapped in rows}


def fingerprint(purpose: str, value: str | bytes) -> bytes:
    """Sixteen bytes that are the same for the same value and purpose, and tell nobody else anything."""
    raw = value.encode() if isinstance(value, str) else value
    return hmac.digest(keyring.derived(purpose), raw, "sha256")[:16]


def derived_key(purpose: str) -> bytes:
    """The key behind `fingerprint(purpose, ...)`, for rooms that hash very many values."""
    return keyring.derived(purpose)


def is_resealing() -> bool:
    """Whether a reseal was begun and is not finished: former keys are still kept."""
    return SubjectKey.objects.filter(kind__endswith="~").exists()


def keys_in_use() -> dict[str, int]:
    """How many subject keys hang on each key of the ring."""
    rows = SubjectKey.objects.values("ring_key_id").annotate(count=Count("pk")).order_by()
    return {row["ring_key_id"]: row["count"] for row in rows}


def every_key() -> Iterator[tuple[str, int, bytes, str]]:
    """All subject keys as they stand, wrapped: kind, ref, wrapped key, id of the ring's key."""
    rows = SubjectKey.objects.order_by("pk").values_list("kind", "ref", "wrapped", "ring_key_id")
    for kind, ref, wrapped, id in rows.iterator(chunk_size=2000):
        yield kind, ref, bytes(wrapped), id


def erased() -> list[tuple[str, int, datetime]]:
    """Every subject that was erased, and when."""
    return list(Erasure.objects.order_by("pk").values_list("kind", "ref", "at"))


def last_ref(kind: str) -> int:
    """The highest id of this kind that has a key; 0 when there is none."""
    return SubjectKey.objects.filter(kind=kind).aggregate(last=Max("ref"))["last"] or 0


def without_key(kind: str, refs: Iterable[int]) -> set[int]:
    """Those of these subjects that have no key: what was filed under them alone cannot be read any more."""
    wanted = set(refs)
    for some in _slices(sorted(wanted)):
        wanted -= set(SubjectKey.objects.filter(kind=kind, ref__in=some).values_list("ref", flat=True))
    return wanted


def subjects_with_wraps(kind: str) -> set[int]:
    """The subjects of this kind that some item kept here belongs to."""
    return set(Wrap.objects.filter(kind=kind).order_by().values_list("ref", flat=True).distinct())


def file_by_token(token: str) -> SealedFile | None:
    """The file with this public token, if there is one."""
    return SealedFile.objects.filter(token=token).first()


def known_files(seal_ids: Sequence[bytes]) -> set[bytes]:
    """Which of these seal ids belong to a file we know."""
    return {
        bytes(id)
        for some in _slices(seal_ids)
        for id in SealedFile.objects.filter(seal_id__in=some).values_list("seal_id", flat=True)
    }


def _key_rows(subjects: set[Subject]) -> list[tuple[Subject, str, bytes]]:
    rows: list[tuple[Subject, str, bytes]] = []
    for some in _slices(sorted(subjects)):
        for kind, ref, id, wrapped in SubjectKey.objects.filter(of_subjects(some)).values_list(
            "kind", "ref", "ring_key_id", "wrapped"
        ):
            rows.append((Subject(kind, ref), id, bytes(wrapped)))
    return rows


def of_subjects(subjects: Iterable[Subject]) -> Q:
    """The condition that a row with `kind` and `ref` belongs to one of these subjects."""
    refs: dict[str, list[int]] = defaultdict(list)
    for kind, ref in subjects:
        refs[kind].append(ref)
    condition = Q(pk__in=[])
    for kind, some in refs.items():
        condition |= Q(kind=kind, ref__in=some)
    return condition


def _slices(things: Sequence[T]) -> list[Sequence[T]]:
    return [things[at : at + _AT_ONCE] for at in range(0, len(things), _AT_ONCE)]


def intake_until(last: int) -> list[Subject]:
    """The days' intake up to this day number whose key still exists."""
    rows = SubjectKey.objects.filter(kind="intake", ref__lte=last).order_by("ref").values_list("ref", flat=True)
    return [Subject("intake", ref) for ref in rows]
