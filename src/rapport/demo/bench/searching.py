"""Search with rights, beside the same search without them and beside a plain index of the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from rapport.demo import queries
from rapport.demo.bench import place
from rapport.demo.bench.figures import line, rounds
from rapport.people import queries as people
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query, Sight


def words(times: int) -> None:
    """Rare, less rare and frequent words, for a recruiter and for somebody who may see almost nothing."""
    scale = place.kept()
    readers = {"recruiter": scale.recruiter_id, "sees almost nothing": scale.interviewer_id}
    plain = _plain_index() if connection.vendor == "sqlite" else None
    acts: dict[str, Callable[[], Any]] = {}
    for rarity, word in (("rare", scale.rare), ("less rare", scale.mid), ("frequent", scale.common)):
        query = Query(word)
        acts[f"{rarity}, everything"] = lambda query=query: search.find(query, EVERYTHING)  # type: ignore[misc]
        if plain:
            acts[f"{rarity}, plain"] = lambda word=word: plain(word)  # type: ignore[misc]
        for who, id in readers.items():
            viewer = queries.viewer(id)
            sight = Sight(viewer.audience_ids, people.own_ids(viewer))
            acts[f"{rarity}, {who}"] = lambda query=query, sight=sight: search.find(query, sight)  # type: ignore[misc]
    took = rounds(acts, times * 4)
    for rarity in ("rare", "less rare", "frequent"):
        for who in readers:
            mine = took[f"{rarity}, {who}"]
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                told = f"search, {rarity} word, {who}: {name}"
                all_of_it = took[f"{rarity}, everything"].part(share)
                line(told, mine.part(share), "ms", "without rights", all_of_it)
                if plain:
                    line("  ", mine.part(share), "ms", "plain FTS5", took[f"{rarity}, plain"].part(share))


def _plain_index() -> Callable[[str], Any]:
    """The same bodies in the clear, as FTS5 keeps them by default; a temporary table that ends with the process."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE temp.plain_words USING fts5(body, content='')")
        for rows in queries.bodies():
            cursor.executemany("INSERT INTO temp.plain_words(rowid, body) VALUES (%s, %s)", rows)

    def find(word: str) -> Any:
        with connection.cursor() as cursor:
            sql = "SELECT rowid FROM temp.plain_words WHERE plain_words MATCH %s ORDER BY rowid DESC LIMIT 20"
            return cursor.execute(sql, [word]).fetchall()

    return find
