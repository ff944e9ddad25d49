"""Writing very many rows at once, past the ORM: for data sets to measure with, never for the product itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import Max

AT_ONCE = 5000


class Table:
    """Rows of one model on their way: values that stay the same are prepared once, the others given row by row."""

    def __init__(self, model: type[models.Model], **same: Any) -> None:
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.at = {field.attname: place for place, field in enumerate(self.fields)}
        blank = model(**same)
        self.blank = [
            None if field.primary_key else field.get_db_prep_save(getattr(blank, field.attname), connection)
            for field in self.fields
        ]
        pk = model._meta.pk
        assert pk is not None, "every model has a key"
        self.pk = self.at[pk.attname]
        self.last_id: int = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self.rows: list[list[Any]] = []

    def add(self, pk: int | None = None, **values: Any) -> int:
        """One row more, under the next id or a given one; returns its id."""
        row = self.blank.copy()
        if pk is None:
            self.last_id = pk = self.last_id + 1
        row[self.pk] = pk
        for name, value in values.items():
            row[self.at[name]] = value
        self.rows.append(row)
        return pk

    def flush(self) -> None:
        """Write what has gathered."""
        rows, self.rows = self.rows, []
        if not rows:
            return
        quote = connection.ops.quote_name
        table = quote(self.model._meta.db_table)
        columns = ", ".join(quote(str(field.column)) for field in self.fields)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def moment(at: datetime) -> Any:
    """A moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(at)


def settle(*tables: Table) -> None:
    """Write the rest, let ids go on after ours, and let the planner know what is there."""
    for table in tables:
        table.flush()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def parts(total: int, at_once: int = AT_ONCE) -> Iterator[range]:
    """The numbers up to a total, some at a time."""
    for start in range(0, total, at_once):
        yield range(start, min(total, start + at_once))
