"""What is understood of every mail here and of those that Python brings along, to the letter.

After a change that is meant: `python -m tests.corpus.test_inspect` writes the lines anew; read the difference.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from rapport.channels.email.inspection import inspected

HERE = Path(__file__).parent
MAILS = HERE / "mails"
OF_PYTHON = Path(sysconfig.get_path("stdlib")) / "test" / "test_email" / "data"
GOLDEN = {MAILS: HERE / "mails.jsonl", OF_PYTHON: HERE / "of_python.jsonl"}
KEYS = [
    "path",
    "kind",
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message_id",
    "in_reply_to",
    "references",
    "body_text",
    "text",
    "quoted",
    "signature",
    "html",
    "attachments",
    "bounce",
    "complaint",
    "calendar",
    "warnings",
]
LONG = ("body_text", "text", "quoted", "html")


def understood(folder: Path) -> list[dict[str, Any]]:
    return [_shortened({"path": one.name, **inspected(one.read_bytes())}) for one in _mails(folder)]


def _mails(folder: Path) -> list[Path]:
    return sorted(one for one in folder.iterdir() if one.suffix in {".eml", ".txt"})


def _shortened(told: dict[str, Any]) -> dict[str, Any]:
    """Of very long texts the fingerprint is enough to notice a change."""
    prints = {name: hashlib.sha256(told[name].encode()).hexdigest() for name in LONG if len(told[name]) > 400}
    return told | prints


NEEDS_MAILS = pytest.mark.skipif(not OF_PYTHON.is_dir(), reason="This Python was installed without its own test mails.")


@pytest.mark.parametrize(
    "folder", [pytest.param(MAILS, id="ours"), pytest.param(OF_PYTHON, id="of-python", marks=NEEDS_MAILS)]
)
def test_every_mail_is_understood_as_before(folder):
    expected = {one["path"]: one for one in map(json.loads, GOLDEN[folder].read_text().splitlines())}
    found = {one["path"]: one for one in json.loads(json.dumps(understood(folder)))}
    assert len(expected) >= 17
    # A newer Python may bring a mail more.
    assert {name: found.get(name) for name in expected} == expected


def test_the_command_needs_no_database_and_takes_files_folders_and_the_input(tmp_path):
    (tmp_path / "folder" / "below").mkdir(parents=True)
    (tmp_path / "folder" / "below" / "b.eml").write_bytes((MAILS / "gmail-reply.eml").read_bytes())
    (tmp_path / "folder" / "a.eml").write_bytes(os.urandom(3000))
    os.mkfifo(tmp_path / "folder" / "pipe")
    paths = [str(MAILS / "arabic.eml"), str(tmp_path / "folder"), str(tmp_path / "nowhere"), "-"]
    done = subprocess.run(
        [sys.executable, "-m", "rapport", "inspect", "mail", *paths],
        input=(MAILS / "calendar-answer.eml").read_bytes(),
        env={
            **os.environ,
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
            "RAPPORT_HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        check=True,
        timeout=120,
    )
    told = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    assert all(list(one) == KEYS for one in told)
    names = [one["path"].rpartition("/")[2] for one in told]
    assert names == ["arabic.eml", "a.eml", "pipe", "b.eml", "nowhere", "-"]
    by_name = dict(zip(names, told, strict=True))
    assert by_name["b.eml"]["text"] == "Thursday suits me."
    assert by_name["-"]["calendar"] == {
        "method": "REPLY",
        "uid": "meeting-7@acme.example",
        "sequence": 2,
        "attendees": [{"address": "cleo@example.org", "partstat": "ACCEPTED"}],
    }
    assert by_name["nowhere"]["warnings"][0] == by_name["pipe"]["warnings"][0] == "unreadable"


if __name__ == "__main__":
    for folder, golden in GOLDEN.items():
        golden.write_text("".join(json.dumps(one, sort_keys=True) + "\n" for one in understood(folder)))
