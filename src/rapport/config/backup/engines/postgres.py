"""PostgreSQL: every table by COPY within one snapshot; filling migrates to the copied state and loads.

No server programs and no rights beyond one's own database are needed, and any newer server takes the copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from rapport.config.backup import archive

# The migrations themselves write this one.
_MADE_BY_MIGRATING: Final = frozenset({"django_migrations"})
# However this server writes by itself, a copy reads the same everywhere.
_PLAIN: Final = {"datestyle": "ISO, YMD", "timezone": "UTC", "bytea_output": "hex", "intervalstyle": "postgres"}
_BLOCK: Final = 1024 * 1024


def copy(into: archive.Writer, workshop: Path, left_out: frozenset[str]) -> dict[str, int]:
    path, rows = workshop / "table", {}
    with _own_link() as link:
        link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name, value in _PLAIN.items():
            link.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        for table in _tables(link):
            if table in left_out | _MADE_BY_MIGRATING:
                continue
            columns = _columns(link, table)
            ask = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _listed(columns))
            with path.open("wb") as file, link.cursor() as cursor:
                file.write(json.dumps(columns).encode() + b"\n")  # what follows is COPY's own text
                with cursor.copy(ask) as pieces:
                    for piece in pieces:
                        file.write(piece)
                rows[table] = cursor.rowcount
            into.add(f"tables/{table}.copy", path)
    path.unlink(missing_ok=True)
    return rows


def is_free() -> bool:
    connection.close()
    with _own_link() as link:
        row = link.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return row == (0,)


def clear(aside: Path) -> None:
    """Drop every table; nothing is set aside."""
    connection.close()
    with _own_link() as link:
        for table in _tables(link):
            link.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(table)))


def fill(unpacked: Path, about: dict[str, Any], aside: Path) -> dict[str, int]:
    rows = {}
    clear(aside)
    MigrationExecutor(connection).migrate(leaves({(app, name) for app, name in about["migrations"]}))
    with _own_link() as link:
        present = set(_tables(link))
        link.execute(sql.SQL("TRUNCATE {} CASCADE").format(_listed(sorted(present - _MADE_BY_MIGRATING))))
        for path in sorted((unpacked / "tables").glob("*.copy")):
            with path.open("rb") as file, link.cursor() as cursor:
                columns = json.loads(file.readline())
                take = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(path.stem), _listed(columns))
                with cursor.copy(take) as target:
                    while piece := file.read(_BLOCK):
                        target.write(piece)
                rows[path.stem] = cursor.rowcount
        models = [m for m in apps.get_models(include_auto_created=True) if m._meta.db_table in present]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            link.execute(statement)
    return rows


def go_on_behind(table: str, id: int) -> None:
    with _own_link() as link:
        link.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), GREATEST(%s, (SELECT coalesce(max(id), 1) FROM {})))"
            ).format(sql.Identifier(table)),
            [table, id],
        )


def leaves(applied: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last migration of each app among those applied: to these the schema must be brought."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return [
        node
        for node in sorted(applied)
        if not any(child.key in applied and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


@contextmanager
def _own_link() -> Iterator[psycopg.Connection[Any]]:
    """A connection beside Django's, with one transaction that commits at the end."""
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}
    with psycopg.connect(**wanted) as link:
        yield link


def _tables(link: psycopg.Connection[Any]) -> list[str]:
    rows = link.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY c.relname"
    )
    return [row[0] for row in rows.fetchall()]


def _columns(link: psycopg.Connection[Any], table: str) -> list[str]:
    rows = link.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [row[0] for row in rows.fetchall()]
