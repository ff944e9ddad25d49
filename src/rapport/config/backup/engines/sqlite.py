"""SQLite: the backup API copies a consistent database while others write; filling swaps the file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.db import connection

from rapport.config.backup import archive
from rapport.lib.errors import Invalid

NAME: Final = "database.sqlite3"


def copy(into: archive.Writer, workshop: Path, left_out: frozenset[str]) -> dict[str, int]:
    path = workshop / NAME
    with closing(sqlite3.connect(_file())) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target, pages=4096)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("PRAGMA secure_delete=ON")
        present = {row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(left_out & present):
            target.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
        target.commit()
        target.execute("VACUUM")  # free pages still hold what was deleted
        rows = _count(target)
    into.add(NAME, path)
    path.unlink()
    return rows


def is_free() -> bool:
    connection.close()
    if not _file().exists():
        return True
    with closing(sqlite3.connect(_file(), timeout=0)) as probe:
        try:
            # Leaving the write-ahead log needs the file for oneself alone.
            probe.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            return False
    return True


def fill(unpacked: Path, about: dict[str, Any], aside: Path) -> dict[str, int]:
    copied, file = unpacked / NAME, _file()
    with closing(sqlite3.connect(copied)) as fresh:
        if fresh.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Invalid("The database in this backup is damaged; nothing was changed.")
        rows = _count(fresh)
    clear(aside)
    os.replace(copied, file)
    return rows


def clear(aside: Path) -> None:
    """Set the database aside."""
    connection.close()
    file = _file()
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        if path.exists() and not path.stat().st_size:
            path.unlink()  # looking at a database that is not there makes an empty file
        elif path.exists():
            aside.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(path, aside / path.name)


def go_on_behind(table: str, id: int) -> None:
    connection.close()
    with closing(sqlite3.connect(_file())) as link:
        if not link.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", [id, table]).rowcount:
            link.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, id])
        link.commit()


def _count(link: sqlite3.Connection) -> dict[str, int]:
    # A virtual table without content cannot be counted; its words stand in tables of their own.
    real = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    tables = [row[0] for row in link.execute(real)]
    return {table: link.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}  # noqa: S608


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))
