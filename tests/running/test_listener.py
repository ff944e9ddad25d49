from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from rapport.config.management import listener as door
from rapport.config.management import ports
from rapport.config.management.listener import Listener

pytestmark = pytest.mark.django_db(transaction=True)


class Box:
    """Keeps what arrives, or fails as told."""

    def __init__(self) -> None:
        self.mails: list[tuple[bytes, str, list[str]]] = []
        self.error: Exception | None = None
        self.thread = ""

    def __call__(self, raw: bytes, sender: str, recipients: list[str]) -> None:
        self.thread = threading.current_thread().name
        if self.error:
            raise self.error
        self.mails.append((raw, sender, recipients))


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def port(box: Box) -> Iterator[int]:
    (chosen,) = ports.free_ports(1)
    listener = Listener(box, "127.0.0.1", chosen, "rapport.localhost")
    listener.start()
    yield chosen
    listener.stop()


def test_the_bytes_arrive_exactly_as_sent(box: Box, port: int):
    raw = b"Subject: \xff\xfe 8 bit\r\n\r\n..dots\r\n" + b"x" * 70_000 + b"\r\nend\r\n"
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("a@example.org", ["r1@rapport.localhost", "r2@rapport.localhost"], raw, ["BODY=8BITMIME"])
    assert box.mails == [(raw, "a@example.org", ["r1@rapport.localhost", "r2@rapport.localhost"])]
    assert box.thread.startswith("mail-in")


def test_addresses_in_any_script_are_taken(box: Box, port: int):
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("jos\u00e9@b\u00fccher.example", ["\u0644\u0627@rapport.localhost"], "hi", ["SMTPUTF8"])
    assert box.mails[0][1:] == ("jos\u00e9@b\u00fccher.example", ["\u0644\u0627@rapport.localhost"])


def test_an_empty_sender_is_a_bounce_and_is_taken(box: Box, port: int):
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("", ["r@rapport.localhost"], "Subject: failed\r\n\r\n")
    assert box.mails[0][1] == ""


@pytest.mark.parametrize(("error", "code"), [(ValueError("bug"), 451), (OperationalError("disk full"), 452)])
def test_what_cannot_be_kept_is_to_be_sent_again(box: Box, port: int, error: Exception, code: int):
    box.error = error
    with smtplib.SMTP("127.0.0.1", port) as client:
        with pytest.raises(smtplib.SMTPDataError) as caught:
            client.sendmail("a@example.org", ["r@rapport.localhost"], "hi")
        assert caught.value.smtp_code == code
        box.error = None
        client.sendmail("a@example.org", ["r@rapport.localhost"], "hi again")
    assert len(box.mails) == 1


def test_too_large_is_refused_for_good(box: Box, port: int, monkeypatch: pytest.MonkeyPatch):
    with smtplib.SMTP("127.0.0.1", port) as client:
        assert client.ehlo()[0] == 250
        assert client.esmtp_features["size"] == str(25 * 1024 * 1024)
        with pytest.raises(smtplib.SMTPSenderRefused) as caught:
            client.sendmail("a@example.org", ["r@rapport.localhost"], b"x" * (25 * 1024 * 1024 + 1))
        assert caught.value.smtp_code == 552
    assert box.mails == []


def test_open_connections_are_bounded(box: Box, port: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(door, "CONNECTION_LIMIT", 2)
    with smtplib.SMTP("127.0.0.1", port) as first, smtplib.SMTP("127.0.0.1", port) as second:
        assert first.noop()[0] == second.noop()[0] == 250
        with pytest.raises(smtplib.SMTPConnectError) as caught:
            smtplib.SMTP("127.0.0.1", port)
        assert caught.value.smtp_code == 421
        first.quit()
        with smtplib.SMTP("127.0.0.1", port) as fourth:
            assert fourth.noop()[0] == 250
