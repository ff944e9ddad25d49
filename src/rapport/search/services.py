"""Keeping the index: documents in, out, and under another audience."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from rapport.lib.words import NORMALISER_VERSION
from rapport.search.domain import Doc, blind, moment_id
from rapport.search.engines import engine
from rapport.search.models import SearchDoc
from rapport.search.queries import PURPOSE
from rapport.vault import queries as vault

_AT_ONCE: Final = 1000
_RANDOM_BITS: Final = 20

Key = tuple[str, int, int | None]


def put(docs: Sequence[Doc]) -> None:
    """Make these findable by exactly these words; what was indexed of them before is gone."""
    latest: dict[Key, Doc] = {(doc.kind, doc.ref, doc.person_id): doc for doc in docs}
    every = list(latest.items())
    for at in range(0, len(every), _AT_ONCE):
        _put(dict(every[at : at + _AT_ONCE]))


def remove(kind: str, refs: Iterable[int]) -> None:
    """Make these things unfindable, for every person they are about."""
    _delete(SearchDoc.objects.filter(kind=kind, ref__in=list(refs)))


def forget_person(person_id: int) -> None:
    """Make everything about this person unfindable."""
    _delete(SearchDoc.objects.filter(person_id=person_id))


def set_audience(kind: str, refs: int | Iterable[int], audience_id: int | None) -> None:
    """Show these things to another audience."""
    some = [refs] if isinstance(refs, int) else list(refs)
    SearchDoc.objects.filter(kind=kind, ref__in=some).update(audience_id=audience_id)


def rebuild() -> None:
    """Fill the engine's own index, which must be empty, from the documents: they came from another engine."""
    index, using = engine()
    rows = SearchDoc.objects.order_by("id").values_list("id", "tokens").iterator(chunk_size=_AT_ONCE)
    while some := list(islice(rows, _AT_ONCE)):
        with transaction.atomic():
            index.add(using, some)


@transaction.atomic
def _put(docs: dict[Key, Doc]) -> None:
    index, using = engine()
    key = vault.derived_key(PURPOSE)
    before = _rows_of(docs)
    _drop(list(before.values()))
    ids = _ids(docs, before)
    rows = sorted(
        (
            SearchDoc(
                id=ids[place],
                kind=doc.kind,
                ref=doc.ref,
                person_id=doc.person_id,
                audience_id=doc.audience_id,
                normaliser=NORMALISER_VERSION,
                tokens=blind(doc.words, key),
            )
            for place, doc in docs.items()
        ),
        key=lambda row: row.id,
    )
    SearchDoc.objects.bulk_create(rows)
    index.add(using, [(row.id, row.tokens) for row in rows])


def _rows_of(docs: Iterable[Key]) -> dict[Key, SearchDoc]:
    refs: dict[str, set[int]] = defaultdict(set)
    places = set(docs)
    for kind, ref, _ in places:
        refs[kind].add(ref)
    locked = SearchDoc.objects.select_for_update()
    rows = (row for kind, some in refs.items() for row in locked.filter(kind=kind, ref__in=some))
    return {place: row for row in rows if (place := (row.kind, row.ref, row.person_id)) in places}


def _ids(docs: dict[Key, Doc], before: dict[Key, SearchDoc]) -> dict[Key, int]:
    """An id for each document: the one it had if its moment is the same, else a free one of its moment."""
    ids: dict[Key, int] = {}
    for place, doc in docs.items():
        old = before.get(place)
        if old and old.id >> _RANDOM_BITS == moment_id(doc.occurred_at, 0) >> _RANDOM_BITS:
            ids[place] = old.id
    taken, open_places = set(ids.values()), set(docs) - ids.keys()
    # Imports bring thousands of things of one second, so two may well draw the same number.
    while open_places:
        drawn: dict[int, Key] = {}
        for place in open_places:
            id = moment_id(docs[place].occurred_at, secrets.randbits(_RANDOM_BITS))
            if id not in taken:
                drawn.setdefault(id, place)
        for id in SearchDoc.objects.filter(id__in=list(drawn)).values_list("id", flat=True):
            del drawn[id]
        ids |= {place: id for id, place in drawn.items()}
        taken |= drawn.keys()
        open_places -= set(drawn.values())
    return ids


def _delete(rows: QuerySet[SearchDoc]) -> None:
    while True:
        with transaction.atomic():
            some = list(rows.select_for_update().order_by("id").only("id", "tokens")[:_AT_ONCE])
            _drop(some)
        if len(some) < _AT_ONCE:
            return


def _drop(rows: list[SearchDoc]) -> None:
    if not rows:
        return
    index, using = engine()
    index.forget(using, [(row.id, row.tokens) for row in rows])
    SearchDoc.objects.filter(id__in=[row.id for row in rows]).delete()
