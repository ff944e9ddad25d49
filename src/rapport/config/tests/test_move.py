from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, models

from rapport.config.backup.engines import copytext
from rapport.search.fields import TokensField

STATION = (
    "import sys, django; django.setup(); from rapport.config.tests import walk_move as w; from pathlib import Path"
)


def at(home: Path, database: str, step: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"{STATION}; {step}"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "rapport.config.settings",
            "PYTHONPATH": str(settings.SOURCE.parent),
            "RAPPORT_HOME": str(home),
            "RAPPORT_DEMO": "0",
            "RAPPORT_LOG_LEVEL": "ERROR",
            "DATABASE_URL": database,
            "RAPPORT_KEYRING": "",
            "RAPPORT_KEYRING_FILE": "",
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def told(home: Path, database: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(at(home, database, "w.tell()").splitlines()[-1])
    return found


def move(home: Path, database: str, from_: Path, to: Path) -> None:
    words, keys = (next(from_.glob(f"rapport-{kind}-*")) for kind in ("words", "keys"))
    at(home, database, f"w.arrive(Path({str(to)!r}), {str(words)!r}, {str(keys)!r})")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_house_moves_from_sqlite_to_postgres_and_back(tmp_path: Path) -> None:
    given = connection.settings_dict
    name = f"rapport_move_{uuid.uuid4().hex[:8]}"
    login = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    server = f"postgresql://{login}@{given['HOST']}:{given['PORT'] or 5432}"
    home, one, other = tmp_path / "home", tmp_path / "one", tmp_path / "other"
    small, back = f"sqlite:///{tmp_path}/first.sqlite3", f"sqlite:///{tmp_path}/last.sqlite3"
    at(home, small, f"w.start(Path({str(one)!r}))")
    before = told(home, small)
    assert before["page"] == 200 and before["has_words"] and before["found"] and before["is_whole"]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
        try:
            move(home, f"{server}/{name}", one, other)
            assert told(home, f"{server}/{name}") == before
            move(home, back, other, tmp_path / "third")
            assert told(home, back) == before
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_copied_text_is_read_as_the_server_wrote_it(tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "text": models.TextField(),
        "bytes": models.BinaryField(),
        "at": models.DateTimeField(),
        "on": models.DateField(),
        "is": models.BooleanField(),
        "json": models.JSONField(),
        "tokens": TokensField(),
        "number": models.BigIntegerField(),
    }
    path = tmp_path / "table"
    cells = [
        r"tab\there\nline \\N", r"\\x00ff", "2026-11-20 09:00:00.25+00", "2026-11-20", "t",
        r'{"a": "\\"q\\""}', "{1,2}", "-7"
    ]  # fmt: skip
    nothing = [r"\N"] * len(cells)
    path.write_text(
        "\n".join([json.dumps([*fields, "gone"]), "\t".join([*cells, "x"]), "\t".join([*nothing, "x"]), ""])
    )
    first, second = copytext.read(path, fields)
    assert first == [
        "tab\there\nline \\N", b"\x00\xff", datetime(2026, 11, 20, 9, 0, 0, 250000, UTC), date(2026, 11, 20), True,
        {"a": '"q"'}, (1, 2), -7,
    ]  # fmt: skip
    assert second == [None] * len(cells)
