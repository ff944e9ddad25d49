"""The engines to measure on: their homes, their databases, and the environment that leads there."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"
PREFIX = "rapport_bench_"


@dataclass(frozen=True, slots=True)
class Place:
    """An engine, a home on it, and for PostgreSQL the server and the database beside the home."""

    name: str
    home: Path
    server: str = ""
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DATABASE_"))}
        ours = {"RAPPORT_HOME": str(self.home), "RAPPORT_EXTRA_HOSTS": "testserver", "RAPPORT_LOG_LEVEL": "ERROR"}
        url = urlsplit(self.server)._replace(path=f"/{self.database}").geturl() if self.server else ""
        return kept | ours | {"DATABASE_URL": url}

    def exists(self) -> bool:
        return self.home.is_dir() and (not self.server or self.database in databases(self.server))

    def begin(self) -> None:
        """An empty home, and an empty database."""
        self.home.mkdir(parents=True)
        if self.server:
            _on(self.server, "CREATE DATABASE {}", self.database)

    def copy_to(self, other: Place) -> None:
        shutil.copytree(self.home, other.home)
        if self.server:
            _on(self.server, "CREATE DATABASE {} TEMPLATE {}", other.database, self.database)

    def move_to(self, other: Place) -> None:
        """The database first: a home alone counts as nothing."""
        if self.server:
            _on(self.server, "ALTER DATABASE {} RENAME TO {}", self.database, other.database)
        self.home.rename(other.home)

    def remove(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        if self.server:
            drop(self.server, self.database)


def servers() -> dict[str, str]:
    """SQLite always, PostgreSQL where a server answers that lets us make databases: name to address."""
    given = os.environ.get("DATABASE_URL", "")
    address = given if given.startswith("postgres") else LOCAL
    if address == LOCAL:
        try:
            socket.create_connection(("127.0.0.1", 5432), 1).close()
        except OSError:
            return {"SQLite": ""}
    try:
        databases(address)
    except psycopg.OperationalError as error:
        sys.stderr.write(f"PostgreSQL is left out: {error}\n")
        return {"SQLite": ""}
    return {"SQLite": "", "PostgreSQL": address}


def databases(server: str) -> set[str]:
    """The databases on this server that are ours."""
    with psycopg.connect(server, autocommit=True) as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return {str(name) for (name,) in rows}


def drop(server: str, database: str) -> None:
    _on(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _on(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
