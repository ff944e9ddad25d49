from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.channels.email.receipt import Receipt
from rapport.config import live
from rapport.db import installation
from rapport.messaging import transport
from rapport.messaging.models import Delivery
from rapport.messaging.services import send_due
from rapport.messaging.tests import make as messaging
from rapport.notices.models import StaffMail
from rapport.notices.services import deliver, mailing
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db


class Wire:
    """A server that takes everything and remembers how much."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, envelope_from: str, recipients: Any, content: bytes) -> Receipt:
        self.taken += recipients
        return Receipt(())

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def wire(settings: Any, tmp_path: Path) -> Iterator[Wire]:
    settings.HOME = tmp_path
    wire = Wire()
    transport.connect(lambda: wire)
    live.forget()
    yield wire
    transport.connect(None)
    live.forget()


def said(*words: str) -> str:
    out = io.StringIO()
    call_command("live", *words, stdout=out)
    return out.getvalue()


def test_nothing_leaves_a_copy_until_somebody_says_that_it_lives_here(wire: Wire) -> None:
    accounts.three()
    installation.begin()
    messaging.sent(people.person())
    mailing.queue_mail(b"Subject: Sign in\r\n\r\nBy this link", to="ada@halden.example")
    installation.detach()
    assert send_due(("urgent", "normal", "bulk")) == 0 and deliver(wire) == 0  # type: ignore[arg-type]
    assert not wire.taken
    assert Delivery.objects.get().state == "queued" and StaffMail.objects.get().state == "queued"
    assert "nothing leaves it" in said()

    # What waited may have left elsewhere meanwhile: it goes on waiting, for a person.
    told = said("here")
    assert "1 mails to candidates" in told and "mail leaves from here" in told and installation.mark() in told
    assert Delivery.objects.get().state == "held" and StaffMail.objects.get().state == "failed"
    mailing.queue_mail(b"Subject: Sign in\r\n\r\nBy this link", to="ada@halden.example")
    assert deliver(wire) == 1 and wire.taken == ["ada@halden.example"]  # type: ignore[arg-type]


def test_saying_it_again_holds_nothing(wire: Wire) -> None:
    accounts.three()
    installation.begin()
    messaging.sent(people.person())
    assert "held" not in said("here") and Delivery.objects.get().state == "queued"


def test_every_page_of_a_copy_says_so(wire: Wire, client: Client) -> None:
    client.force_login(accounts.three().ada)
    installation.begin()
    assert "This is a copy" not in client.get("/people/").content.decode()
    installation.detach()
    live.forget()
    assert "This is a copy" in client.get("/people/").content.decode()
