"""From one engine to the other: the copied rows through the models as they were at that moment, table by table.

The models come from the migrations that the copy went through, so an older copy is carried as it is and brought up to
date afterwards like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SqliteWrapper
from django.db.migrations.executor import MigrationExecutor

from rapport.config.backup.engines import copytext, postgres, sqlite
from rapport.lib.errors import Invalid

_SOURCE: Final = "backup"
_AT_ONCE: Final = 500
# Each engine makes these of the rest, or the migrations themselves write them.
_MADE_ANEW: Final = ("sqlite_", "search_words", "django_migrations")
Rows = Iterator[list[Any]]


def fill(unpacked: Path, about: dict[str, Any], aside: Path) -> dict[str, int]:
    """Make this database what a copy of the other engine says; what stood there is set aside or dropped."""
    target = postgres if connection.vendor == "postgresql" else sqlite
    target.clear(aside)
    state = _lay_out({(app, name) for app, name in about["migrations"]})
    every = [m for m in state.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    with transaction.atomic(), _source(unpacked) as read:
        rows = {model._meta.db_table: _write(model, read(model)) for model in every}
        connection.ops.execute_sql_flush(connection.ops.sequence_reset_sql(no_style(), every))
    return rows


def check(rows: Mapping[str, int], expected: Mapping[str, int]) -> bool:
    """Whether every row of the copy is here; raises for a table that no model speaks for."""
    strange = [t for t, n in expected.items() if n and t not in rows and not t.startswith(_MADE_ANEW)]
    if strange:
        raise Invalid(f"These tables of the copy are unknown here: {', '.join(sorted(strange))}.")
    return all(expected.get(table, 0) == count for table, count in rows.items())


def _lay_out(applied: set[tuple[str, str]]) -> Apps:
    """The empty tables of the copied state, and its models."""
    executor, last = MigrationExecutor(connection), postgres.leaves(applied)
    executor.migrate(last)
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=True))
    apps = MigrationExecutor(connection).loader.project_state(last).apps
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.DateField):
                field.auto_now = field.auto_now_add = False  # moments are carried, not made
    return apps


def _write(model: type[models.Model], rows: Rows) -> int:
    names = [field.attname for field in model._meta.local_concrete_fields]
    count = 0
    while some := list(islice(rows, _AT_ONCE)):
        model._base_manager.bulk_create([model(**dict(zip(names, row, strict=True))) for row in some])
        count += len(some)
    return count


@contextmanager
def _source(unpacked: Path) -> Iterator[Callable[[type[models.Model]], Rows]]:
    """What gives the rows of a model: the copied SQLite database, or PostgreSQL's tables as text."""
    file = unpacked / sqlite.NAME
    if not file.exists():
        yield partial(_from_copies, unpacked)
        return
    given = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {}}
    connections.settings[_SOURCE] = given
    connections[_SOURCE] = SqliteWrapper(given, alias=_SOURCE)
    try:
        yield _from_sqlite
    finally:
        connections[_SOURCE].close()
        del connections[_SOURCE], connections.settings[_SOURCE]


def _from_sqlite(model: type[models.Model]) -> Rows:
    names = [field.attname for field in model._meta.local_concrete_fields]
    rows = model._base_manager.using(_SOURCE).order_by("pk").values_list(*names)
    return (list(row) for row in rows.iterator(chunk_size=2000))


def _from_copies(unpacked: Path, model: type[models.Model]) -> Rows:
    path = unpacked / "tables" / f"{model._meta.db_table}.copy"
    return copytext.read(path, _by_column(model._meta.local_concrete_fields)) if path.exists() else iter(())


def _by_column(fields: Iterable[Any]) -> dict[str, Any]:
    return {field.column: field for field in fields}
