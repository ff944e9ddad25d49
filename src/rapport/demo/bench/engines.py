"""A home and a database of its own for each engine, taken away afterwards."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@dataclass(frozen=True, slots=True)
class Place:
    """An engine to measure on, and the environment that leads there."""

    name: str
    environment: dict[str, str]


@contextmanager
def places() -> Iterator[list[Place]]:
    """SQLite always, PostgreSQL where there is one."""
    with TemporaryDirectory(prefix="rapport-bench-") as folder, _postgres() as database:
        found = [Place("SQLite", _environment(Path(folder) / "sqlite", ""))]
        if database:
            found.append(Place("PostgreSQL", _environment(Path(folder) / "postgresql", database)))
        yield found


def _environment(home: Path, database: str) -> dict[str, str]:
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RAPPORT_", "DATABASE_"))}
    ours = {"RAPPORT_HOME": str(home), "RAPPORT_EXTRA_HOSTS": "testserver", "RAPPORT_LOG_LEVEL": "ERROR"}
    return kept | ours | {"DATABASE_URL": database}


def _server() -> str:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    try:
        socket.create_connection(("127.0.0.1", 5432), 1).close()
    except OSError:
        return ""
    return LOCAL


@contextmanager
def _postgres() -> Iterator[str]:
    """The address of a database made for this run; empty without a server that lets us make one."""
    server = _server()
    if not server:
        yield ""
        return
    name = f"rapport_bench_{secrets.token_hex(4)}"
    try:
        connection = psycopg.connect(server, autocommit=True)
    except psycopg.OperationalError as error:
        sys.stderr.write(f"PostgreSQL is left out: {error}\n")
        yield ""
        return
    with connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
