"""PostgreSQL: `bigint[]` with a GIN index, and our own choice of plan.

The planner guesses the frequency of a token badly (a hundred times too slow for rare words),
so each of the three cases is written in a way that leaves it no choice. Only our own column names
and conditions are ever put into the text of a statement.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.db import connections

from rapport.search.domain import Hit, Search

Rows = Sequence[tuple[int, Sequence[int]]]

_COLUMNS: Final = "d.id, d.kind, d.ref, d.person_id"
# A page of a frequent word is found among so many of the newest documents; the rest are rare enough for GIN.
_NEWEST: Final = 1000
# Somebody who may see fewer documents than this is served from them alone.
FEW: Final = 500


def add(using: str, rows: Rows) -> None:
    """Nothing to do: the index hangs on the column."""


def forget(using: str, rows: Rows) -> None:
    """Nothing to do: the row takes its tokens along."""


def find(using: str, search: Search) -> list[Hit]:
    if search.person_ids is not None:
        return _within_persons(using, search)
    if _sees_few(using, search):
        return _among_few(using, search)
    hits = _among_newest(using, search)
    return hits if len(hits) == search.limit else _by_index(using, search)


def _within_persons(using: str, search: Search) -> list[Hit]:
    """Walk the persons' documents by b-tree; OFFSET 0 keeps the tokens from drawing in the GIN index."""
    filters, params = _filters(search)
    sql = f"""
        SELECT {_COLUMNS} FROM (
            SELECT * FROM search_searchdoc d
            WHERE d.person_id = ANY(%s) AND {filters} ORDER BY d.id DESC OFFSET 0
        ) d
        WHERE d.tokens @> %s::bigint[] ORDER BY d.id DESC LIMIT %s"""  # noqa: S608
    return _hits(using, sql, [search.person_ids, *params, list(search.tokens), search.limit])


def _sees_few(using: str, search: Search) -> bool:
    """Whether a viewer may see so few documents that looking through them is quicker than through all hits."""
    ids = search.sight.audience_ids
    return ids is not None and _has_few(using, ids, int(time.monotonic() // 60))


@lru_cache(maxsize=512)
def _has_few(using: str, audience_ids: tuple[int, ...], minute: int) -> bool:
    """Counted once a minute: either way finds the same, one of them sooner."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM search_searchdoc WHERE audience_id = ANY(%s::bigint[]) LIMIT %s) few"
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [list(audience_ids), FEW + 1])
        return int(cursor.fetchone()[0]) <= FEW


def _among_few(using: str, search: Search) -> list[Hit]:
    """Walk the viewer's documents by audience; OFFSET 0 keeps the tokens from drawing in the GIN index."""
    filters, params = _filters(search)
    sql = f"""
        SELECT {_COLUMNS} FROM (
            SELECT * FROM search_searchdoc d WHERE {filters} OFFSET 0
        ) d
        WHERE d.tokens @> %s::bigint[] ORDER BY d.id DESC LIMIT %s"""  # noqa: S608
    return _hits(using, sql, [*params, list(search.tokens), search.limit])


def _among_newest(using: str, search: Search) -> list[Hit]:
    """Hits among the newest documents only: enough when the word is frequent."""
    filters, params = _filters(search)
    sql = f"""
        SELECT {_COLUMNS} FROM (
            SELECT * FROM search_searchdoc d WHERE d.id < %s ORDER BY d.id DESC LIMIT %s
        ) d
        WHERE d.tokens @> %s::bigint[] AND {filters} ORDER BY d.id DESC LIMIT %s"""  # noqa: S608
    before = search.before_id if search.before_id is not None else 2**63 - 1
    return _hits(using, sql, [before, _NEWEST, list(search.tokens), *params, search.limit])


def _by_index(using: str, search: Search) -> list[Hit]:
    """All hits by the GIN index, then the newest; MATERIALIZED keeps the order from choosing the plan."""
    filters, params = _filters(search)
    sql = f"""
        WITH d AS MATERIALIZED (
            SELECT {_COLUMNS} FROM search_searchdoc d WHERE d.tokens @> %s::bigint[] AND {filters}
        )
        SELECT {_COLUMNS} FROM d ORDER BY d.id DESC LIMIT %s"""  # noqa: S608
    return _hits(using, sql, [list(search.tokens), *params, search.limit])


def _filters(search: Search) -> tuple[str, list[Any]]:
    filters, params = ["true"], list[Any]()
    sight = search.sight
    if sight.audience_ids is not None:
        filters.append("(d.audience_id IS NULL OR d.audience_id = ANY(%s::bigint[]))")
        params.append(list(sight.audience_ids))
    if sight.own_person_ids:
        filters.append("(d.person_id IS NULL OR d.person_id <> ALL(%s::bigint[]))")
        params.append(list(sight.own_person_ids))
    if search.kinds is not None:
        filters.append("d.kind = ANY(%s::text[])")
        params.append(search.kinds)
    if search.before_id is not None:
        filters.append("d.id < %s")
        params.append(search.before_id)
    return " AND ".join(filters), params


def _hits(using: str, sql: str, params: list[Any]) -> list[Hit]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, params)
        return [Hit(*row) for row in cursor.fetchall()]
