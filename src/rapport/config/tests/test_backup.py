from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from rapport.config.backup import archive, keyfile
from rapport.lib.errors import Invalid

WALK = """
import pathlib, sys, django
django.setup()
from rapport.config.tests import walk_backup
walk_backup.walk(pathlib.Path(sys.argv[1]))
print("whole")
"""


def walk(home: Path, database: str) -> None:
    """A restore replaces the whole database, so it lives in a process and a database of its own."""
    done = subprocess.run(
        [sys.executable, "-c", WALK, str(home / "backups")],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "rapport.config.settings",
            "PYTHONPATH": str(settings.SOURCE.parent),
            "RAPPORT_HOME": str(home),
            "DATABASE_URL": database,
            "RAPPORT_KEYRING": "",
            "RAPPORT_KEYRING_FILE": "",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("whole\n")


def test_words_and_keys_come_back_and_the_erased_stay_erased_on_sqlite(tmp_path: Path, migrated: Path) -> None:
    shutil.copy(migrated / "rapport.sqlite3", tmp_path)
    walk(tmp_path, f"sqlite:///{tmp_path}/rapport.sqlite3")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_words_and_keys_come_back_and_the_erased_stay_erased_on_postgres(tmp_path: Path) -> None:
    given = connection.settings_dict
    name = f"rapport_walk_{uuid.uuid4().hex[:8]}"
    login = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    server = f"postgresql://{login}@{given['HOST']}:{given['PORT'] or 5432}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            walk(tmp_path, f"{server}/{name}")
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_an_archive_gives_back_what_it_took_and_appears_only_when_whole(tmp_path: Path) -> None:
    path, source = tmp_path / "a.tar.zst", tmp_path / "source"
    source.write_bytes(os.urandom(3_000_000))
    with archive.write(path, {"kind": "words"}) as into:
        into.add("database.sqlite3", source)
        assert not path.exists()
        into.rows["people"] = 3
    assert archive.about(path)["kind"] == "words"
    assert archive.unpack(path, tmp_path / "out") == {"people": 3}
    assert (tmp_path / "out" / "database.sqlite3").read_bytes() == source.read_bytes()
    with pytest.raises(RuntimeError), archive.write(tmp_path / "b", {"kind": "words"}):
        raise RuntimeError
    assert not list(tmp_path.glob("*b*partial")) and not (tmp_path / "b").exists()


@pytest.mark.parametrize("cut", [0, 10, 100, 50_000])
def test_a_damaged_archive_is_told_from_a_whole_one(tmp_path: Path, cut: int) -> None:
    path, source = tmp_path / "a", tmp_path / "source"
    source.write_bytes(os.urandom(100_000))
    with archive.write(path, {"kind": "words"}) as into:
        into.add("database.sqlite3", source)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Invalid):
        archive.unpack(path, tmp_path / "out")


def test_an_archive_writes_nowhere_but_where_it_may(tmp_path: Path) -> None:
    path, source = tmp_path / "a", tmp_path / "source"
    source.write_bytes(b"x")
    with archive.write(path, {"kind": "words"}) as into:
        into.add("../../etc/passwd", source)
    with pytest.raises(Invalid, match="which no backup of ours does"):
        archive.unpack(path, tmp_path / "out")


def test_a_file_of_keys_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [("person", 7, b"\x00\xff", "ring"), ("house", 0, b"k", "other")]
    assert keyfile.write(tmp_path / "k", iter(rows)) == (2, {"ring", "other"})
    assert list(keyfile.read(tmp_path / "k")) == rows
    (tmp_path / "k").write_text("[1]\n")
    with pytest.raises(Invalid):
        list(keyfile.read(tmp_path / "k"))
