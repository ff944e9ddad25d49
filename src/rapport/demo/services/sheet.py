"""Rows by the thousand: numbers reserved beforehand, so that rows name each other before they are written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import connections, models, router

from rapport.events.models import Event
from rapport.lib.actor import Actor

BATCH = 2000
AHEAD = 200  # ids taken from a sequence at once; what is left of them is lost


def reserve(model: type[models.Model]) -> Iterator[int]:
    """Free ids of a table in ascending order; on SQLite only within a transaction that writes."""
    using = connections[router.db_for_write(model)]
    table, pk = model._meta.db_table, model._meta.pk
    assert pk is not None
    with using.cursor() as cursor:
        if using.vendor == "postgresql":
            while True:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [f'"{table}"', pk.column, AHEAD],
                )
                yield from sorted(int(row[0]) for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        at = max(int(row[0]) if row else 0, model._default_manager.aggregate(top=models.Max("pk"))["top"] or 0)
    while True:
        at += 1
        yield at


class Sheet:
    """Rows waiting to be written, table by table, in the order in which the tables were first named."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
        self._ids: dict[type[models.Model], Iterator[int]] = {}

    def id(self, model: type[models.Model]) -> int:
        """The next free id of a table."""
        if model not in self._ids:
            self._ids[model] = reserve(model)
        return next(self._ids[model])

    def put(self, row: models.Model) -> None:
        self._rows[type(row)].append(row)

    def count(self, model: type[models.Model]) -> int:
        return len(self._rows[model])

    def rows(self, model: type[models.Model]) -> list[Any]:
        return self._rows[model]

    def fact(self, actor: Actor, fact: Any, at: datetime) -> None:
        """A fact as `events.publish` writes it; what it once set off is part of the script already."""
        values = {f.name: getattr(fact, f.name) for f in fields(fact)}
        person_id = values.pop("person_id", None)
        self.put(
            Event(
                at=at,
                kind=fact.kind,
                actor_kind=str(actor.kind),
                actor_id=actor.id,
                person_id=person_id,
                facts=values,
            )
        )

    def write(self, *first: type[models.Model]) -> None:
        """Write everything, these tables before the others; facts in the order of their moments."""
        rows = self._rows
        rows[Event].sort(key=lambda row: row.at)  # type: ignore[attr-defined]
        for model in [*first, *(other for other in list(rows) if other not in first)]:
            if rows[model]:
                model._default_manager.bulk_create(rows[model], batch_size=BATCH)
        rows.clear()
