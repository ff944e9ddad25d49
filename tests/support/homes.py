"""A home after its first start, made once for all test processes: migrating and gathering take many seconds."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from rapport.config.serving import environment


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """To be copied, so that each test need only do the second start."""
    ours = tmp_path_factory.getbasetemp()
    home = (ours if worker_id == "master" else ours.parent) / "prepared-home"
    env = environment(RAPPORT_HOME=str(home), RAPPORT_DEMO="0", DATABASE_URL="")
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            subprocess.run([sys.executable, "-m", "rapport", "prepare"], env=env, check=True, stdin=subprocess.DEVNULL)
            _forget_the_place(home)
    return home


def _forget_the_place(home: Path) -> None:
    """Each copy lives where it is put: it is marked there on its own start, instead of being held as a copy."""
    with closing(sqlite3.connect(home / "rapport.sqlite3")) as link:
        link.execute("DELETE FROM db_installation")
        link.commit()
    (home / "installation").unlink()
