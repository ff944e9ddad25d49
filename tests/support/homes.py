"""What takes many seconds and is alike for all: made once for all test processes, and copied."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rapport.config.serving import environment


def once(home: Path, make: Callable[[Path], object]) -> Path:
    """The home, made by whichever test process came first."""
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = home / "made"
        if not done.exists():
            make(home)
            done.touch()
    return home


def rapport(command: str, home: Path, database_url: str = "") -> None:
    """Run a command of ours in this home."""
    subprocess.run(
        [sys.executable, "-m", "rapport", command, "--verbosity", "0"],
        env=environment(RAPPORT_HOME=str(home), RAPPORT_DEMO="0", DATABASE_URL=database_url),
        check=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all test processes of this run have in common."""
    ours = tmp_path_factory.getbasetemp()
    return ours if worker_id == "master" else ours.parent


@pytest.fixture(scope="session")
def migrated(shared: Path) -> Path:
    """A home with an empty SQLite database."""
    return once(shared / "migrated-home", lambda home: rapport("migrate", home))


@pytest.fixture(scope="session")
def prepared(shared: Path, migrated: Path) -> Path:
    """A home after its first start, to be copied, so that each test need only do the second."""

    def make(home: Path) -> None:
        shutil.copytree(migrated, home, ignore=shutil.ignore_patterns("made"))
        rapport("prepare", home)
        # The mark of a living installation is bound to its place, and a copy must not send: each begins its own.
        (home / "installation").unlink()
        with contextlib.closing(sqlite3.connect(home / "rapport.sqlite3")) as link, link:
            link.execute("DELETE FROM db_installation")

    return once(shared / "prepared-home", make)
