"""A query that is asked over and over with other ids, built and compiled once: for loops where that costs more than the
answer. Whatever it reads besides the ids is fixed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db import connections, models, router

_SIZES = (1, 5, 20, 100, 500)  # a list is filled up to the next of these by naming its last id again
_STANDS_FOR_ID = 2**62


class Prepared:
    """`ask = Prepared(lambda ids: Model.objects.filter(pk__in=ids).values_list(…))`; then `ask(ids)` gives the rows."""

    def __init__(self, build: Callable[[list[int]], models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._kept = threading.local()  # a compiled query belongs to its thread's connection

    def __call__(self, ids: Collection[int]) -> list[Any]:
        """The rows for these ids; none for none. More than the largest list is asked for in the ordinary way."""
        if not ids:
            return []
        if len(ids) > _SIZES[-1]:
            return list(self._build(list(ids)))
        wanted = list(ids)
        size = next(size for size in _SIZES if size >= len(wanted))
        wanted += [wanted[-1]] * (size - len(wanted))
        compiler, sql, params, places = self._compiled(size)
        for at, which in places:
            params[at] = wanted[which]
        compiler.as_sql = lambda *args, **kwargs: (sql, tuple(params))
        rows: Iterator[Any] = compiler.results_iter(tuple_expected=True)
        return list(rows)

    def _compiled(self, size: int) -> tuple[Any, str, list[Any], list[tuple[int, int]]]:
        """The compiled query for lists of this size, with where in its parameters each id of the list stands."""
        stand_ins = {_STANDS_FOR_ID + n: n for n in range(size)}
        found = getattr(self._kept, str(size), None)
        if found is None or found[0].connection is not connections[found[0].using]:
            rows = self._build(list(stand_ins))
            compiler = rows.query.get_compiler(router.db_for_read(rows.model))
            sql, params = compiler.as_sql()
            places = [
                (at, stand_ins[value]) for at, value in enumerate(params) if type(value) is int and value in stand_ins
            ]
            found = (compiler, sql, list(params), places)
            setattr(self._kept, str(size), found)
        return found
