"""The doors beside SMTP: a pipe, a folder, LMTP."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from rapport.config.management import ports
from rapport.config.management.listener import SIZE_LIMIT, Listener
from rapport.messaging import queries
from rapport.messaging.models import RawMail
from rapport.messaging.services import folder

pytestmark = pytest.mark.django_db(transaction=True)

MAIL = b"From: Diana <diana@example.org>\nTo: careers@halden.example\nSubject: Hi\n\nHello\n"


def receive(raw: bytes, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Pipe a mail into the command as a mail server does, into a database of its own."""
    source = str(Path(settings.SOURCE).parent)
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "rapport", "receive", *words],
        input=raw,
        env={**os.environ, "PYTHONPATH": source, **environment},
        capture_output=True,
        check=False,
    )


def test_what_cannot_be_kept_is_offered_again_with_75(tmp_path: Path) -> None:
    no_database = f"sqlite:///{tmp_path}/nowhere/db.sqlite3"
    answer = receive(MAIL, DATABASE_URL=no_database, RAPPORT_HOME=str(tmp_path))
    assert answer.returncode == os.EX_TEMPFAIL and answer.stderr.startswith(b"4.3.0 ")
    broken = receive(MAIL, RAPPORT_HOME=str(tmp_path), RAPPORT_PUBLIC_URL="nonsense")
    assert broken.returncode == os.EX_TEMPFAIL


def test_what_never_fits_is_said_so(tmp_path: Path) -> None:
    assert receive(b"", RAPPORT_HOME=str(tmp_path)).returncode == os.EX_NOINPUT
    assert receive(b"x" * (SIZE_LIMIT + 1), RAPPORT_HOME=str(tmp_path)).returncode == os.EX_DATAERR


def test_a_pipe_names_its_sender_in_the_first_line() -> None:
    line = b"From bounce@example.org Sat Nov 21 10:31:00 2026\n"
    id = folder.take(line + MAIL, sender=None, recipients=["a@b.example"], source="pipe")
    mail = RawMail.objects.get(pk=id)
    assert queries.raw_bytes(mail) == MAIL
    assert queries.envelope(mail) == {"from": "bounce@example.org", "to": ["a@b.example"]}


def test_a_maildirs_new_mails_are_kept_and_then_moved(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(MAIL)
    (tmp_path / "new" / "2.host").write_bytes(MAIL)  # says the same, and is another
    (tmp_path / "tmp" / "3.host").write_bytes(MAIL)  # still being written
    taken = folder.take_in(tmp_path)
    assert (taken.kept, taken.left) == (2, [])
    assert sorted(p.name for p in (tmp_path / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    assert RawMail.objects.count() == 2
    os.replace(tmp_path / "cur" / "1.host:2,S", tmp_path / "new" / "1.host")  # kept, and the move did not last
    assert folder.take_in(tmp_path).kept == 1 and RawMail.objects.count() == 2


def test_a_plain_folder_waits_until_nobody_writes_and_keeps_what_it_cannot_read(tmp_path: Path) -> None:
    old = time.time() - 60
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(MAIL + name.encode())
        os.utime(tmp_path / name, (old, old))
    (tmp_path / "fresh.eml").write_bytes(MAIL)
    with (tmp_path / "huge.eml").open("wb") as huge:
        huge.truncate(folder.LARGEST + 1)
    os.utime(tmp_path / "huge.eml", (old, old))
    taken = folder.take_in(tmp_path)
    assert (taken.kept, taken.left) == (2, ["huge.eml"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fresh.eml", "huge.eml", "kept"]


class Box:
    """Keeps what arrives, or fails as told."""

    def __init__(self) -> None:
        self.mails: list[list[str]] = []
        self.error: Exception | None = None

    def __call__(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        if self.error:
            raise self.error
        self.mails.append(recipients)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def lmtp(box: Box) -> Iterator[smtplib.LMTP]:
    (port,) = ports.free_ports(1)
    listener = Listener(box, "127.0.0.1", port, "rapport.localhost", is_local=True)
    listener.start()
    client = smtplib.LMTP("127.0.0.1", port)
    yield client
    client.close()
    listener.stop()


def replies(client: smtplib.LMTP, body: bytes, *recipients: str) -> list[bytes]:
    """The answers after the final dot, one line each, and then the one to NOOP."""
    client.ehlo()
    client.mail("a@example.org")
    for recipient in recipients:
        client.rcpt(recipient)
    client.docmd("DATA")
    assert client.sock is not None
    client.sock.sendall(body + b"\r\n.\r\nNOOP\r\n")
    heard = b""
    client.sock.settimeout(10)
    while heard.count(b"\n") < len(recipients) + 1:
        heard += client.sock.recv(4096)
    return heard.splitlines()


def test_lmtp_answers_for_each_recipient(box: Box, lmtp: smtplib.LMTP) -> None:
    lines = replies(lmtp, b"Subject: x\r\n\r\nHi", "r1@rapport.localhost", "r2@rapport.localhost")
    assert [line[:3] for line in lines] == [b"250", b"250", b"250"]
    assert lines[0] == lines[1] and b"Kept" in lines[1] and b"Kept" not in lines[2]
    assert box.mails == [["r1@rapport.localhost", "r2@rapport.localhost"]]


def test_lmtp_refuses_for_each_recipient_too(box: Box, lmtp: smtplib.LMTP) -> None:
    box.error = ValueError("bug")
    lines = replies(lmtp, b"Hi", "r1@rapport.localhost", "r2@rapport.localhost", "r3@rapport.localhost")
    assert [line[:3] for line in lines] == [b"451", b"451", b"451", b"250"]


def test_lmtp_is_not_smtp(lmtp: smtplib.LMTP) -> None:
    with socket.create_connection(lmtp.sock.getpeername()) as line:  # type: ignore[union-attr]
        line.recv(1024)
        line.sendall(b"EHLO there\r\n")
        assert line.recv(1024).startswith(b"500")
