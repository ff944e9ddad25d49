"""Finding a PostgreSQL for the tests: a running one, else a private cluster of Debian's binaries."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

# PGUSER and PGPASSWORD are honoured by the first. The name is this run's own: two runs may share a server.
NEARBY = tuple(f"postgresql://{user}127.0.0.1:5432/rapport_{os.getpid()}" for user in ("", "postgres@"))
MAY_CREATE = "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"


@contextlib.contextmanager
def server() -> Iterator[tuple[str, str] | None]:
    """A URL and where it comes from; None when there is no PostgreSQL to be had."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given, "the server at DATABASE_URL"
    elif found := next((url for url in NEARBY if _answers(url)), None):
        yield found, "the server on 127.0.0.1:5432"
    elif binaries := _binaries():
        with _private_cluster(binaries) as url:
            yield url, f"a private cluster of {binaries.parent.name}"
    else:
        yield None


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=2) as connection:
            row = connection.execute(MAY_CREATE).fetchone()
            return bool(row and row[0])
    except psycopg.Error:
        return False


def _binaries() -> Path | None:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    return max(found, key=lambda path: float(path.parent.name), default=None)


@contextlib.contextmanager
def _private_cluster(binaries: Path) -> Iterator[str]:
    """PostgreSQL refuses to run as root, so root lends it to the user that Debian made, or to nobody."""
    folder = Path(tempfile.mkdtemp(prefix="rapport-pg-", dir="/tmp"))
    as_user: list[str] = []
    if os.getuid() == 0:
        user = next(name for name in ("postgres", "nobody") if _exists(name))
        shutil.chown(folder, user)
        as_user = ["runuser", "-u", user, "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = str(folder / "cluster")
    # Nothing here outlives the tests, so nothing waits for the disk.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off"

    def call(*argv: str) -> None:
        subprocess.run([*as_user, *argv], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder)

    try:
        call(str(binaries / "initdb"), "-D", cluster, "-U", "rapport", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        control = [str(binaries / "pg_ctl"), "-D", cluster, "-w", "-l", str(folder / "log")]
        call(*control, "-o", options, "start")
        try:
            yield f"postgresql://rapport@127.0.0.1:{port}/rapport"
        finally:
            call(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _exists(user: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(user))
    return False
