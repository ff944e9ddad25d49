"""How each database engine is copied without its keys, and filled again; the one module that fits is `engine()`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Protocol, cast

from django.db import connection

from rapport.config.backup import archive
from rapport.config.backup.engines import sqlite

# Keys, and whose were destroyed, stand in a file of their own; sessions and cache belong to no backup.
KEYS: Final = frozenset({"vault_subjectkey", "vault_erasure"})
LEFT_OUT: Final = KEYS | frozenset({"django_session", "usersessions_usersession", "cache"})


class Engine(Protocol):
    def copy(self, into: archive.Writer, workshop: Path, left_out: frozenset[str]) -> dict[str, int]:
        """Put a copy of the whole database, as of one moment, into the archive; returns the rows of each table."""

    def is_free(self) -> bool:
        """Whether nobody else has the database open."""

    def fill(self, unpacked: Path, about: dict[str, Any], aside: Path) -> dict[str, int]:
        """Make the database what the copy says; what stood there before is set aside or dropped. Returns its rows."""

    def go_on_behind(self, table: str, id: int) -> None:
        """Give no new row of this table an id up to this one."""


def engine() -> Engine:
    if connection.vendor == "postgresql":
        from rapport.config.backup.engines import postgres  # its driver is a tenth of every start, and most run without

        return cast(Engine, postgres)
    return cast(Engine, sqlite)
