"""SQLite: a contentless FTS5 table over the blind tokens, without positions.

Only our own column names and conditions are ever put into the text of a statement.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.db import connections

from rapport.search.domain import Hit, Search
from rapport.search.fields import as_text

# Somebody who may see fewer documents than this is served from them alone.
FEW: Final = 500
# Told which index to take: SQLite knows how many audiences there are, not how little some of them hold.
_OF_AUDIENCES: Final = """(
    SELECT * FROM search_searchdoc INDEXED BY search_audience WHERE audience_id IN (SELECT value FROM json_each(%s))
    UNION ALL SELECT * FROM search_searchdoc INDEXED BY search_audience WHERE audience_id IS NULL
) d"""

Rows = Sequence[tuple[int, Sequence[int]]]


def add(using: str, rows: Rows) -> None:
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_words(rowid, tokens) VALUES (%s, %s)", [(id, as_text(tokens)) for id, tokens in rows]
        )


def forget(using: str, rows: Rows) -> None:
    with connections[using].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_words(search_words, rowid, tokens) VALUES ('delete', %s, %s)",
            [(id, as_text(tokens)) for id, tokens in rows],
        )


def find(using: str, search: Search) -> list[Hit]:
    filters, params = _filters(search)
    few = _few(using, search)
    if few or search.person_ids is not None:
        source = _OF_AUDIENCES if few else "search_searchdoc d"
        params = few + params
        # Within one person, or for somebody who sees little, the stored tokens are read directly; the index would
        # walk everybody's hits.
        for token in search.tokens:
            filters.append("instr(d.tokens, %s) > 0")
            params.append(as_text([token]))
        order = "d.id"
    else:
        source = "search_words w CROSS JOIN search_searchdoc d ON d.id = w.rowid"
        filters.append("w.search_words MATCH %s")
        params.append(" AND ".join(f'"{as_text([token]).strip()}"' for token in search.tokens))
        if search.before_id is not None:
            filters.append("w.rowid < %s")
            params.append(search.before_id)
        order = "w.rowid"
    where = " AND ".join(filters)
    sql = f"SELECT d.id, d.kind, d.ref, d.person_id FROM {source} WHERE {where} ORDER BY {order} DESC LIMIT %s"  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [*params, search.limit])
        return [Hit(*row) for row in cursor.fetchall()]


def _few(using: str, search: Search) -> list[Any]:
    """The parameter of `_OF_AUDIENCES` when looking through all that a viewer may see is quicker than all hits."""
    ids = search.sight.audience_ids
    if ids is None or search.person_ids is not None or not _has_few(using, ids, int(time.monotonic() // 60)):
        return []
    return [json.dumps(list(ids))]


@lru_cache(maxsize=512)
def _has_few(using: str, audience_ids: tuple[int, ...], minute: int) -> bool:
    """Counted once a minute: either way finds the same, one of them sooner."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {_OF_AUDIENCES} LIMIT %s)"  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [json.dumps(list(audience_ids)), FEW + 1])
        return int(cursor.fetchone()[0]) <= FEW


def _filters(search: Search) -> tuple[list[str], list[Any]]:
    """Conditions on the document; lists travel as JSON, because a viewer may have thousands of audiences."""
    filters, params = ["1"], list[Any]()

    def one_of(column: str, values: Sequence[Any]) -> str:
        params.append(json.dumps(list(values)))
        return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608

    sight = search.sight
    if sight.audience_ids is not None:
        filters.append(f"(d.audience_id IS NULL OR {one_of('d.audience_id', sight.audience_ids)})")
    if sight.own_person_ids:
        filters.append(f"(d.person_id IS NULL OR NOT {one_of('d.person_id', sight.own_person_ids)})")
    if search.person_ids is not None:
        filters.append(one_of("d.person_id", search.person_ids))
    if search.kinds is not None:
        filters.append(one_of("d.kind", search.kinds))
    if search.before_id is not None:
        filters.append("d.id < %s")
        params.append(search.before_id)
    return filters, params
