"""Mail to staff: a sealed row first, then out, once, with every outcome where a human finds it."""

from __future__ import annotations

import email
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from rapport.accounts.tests import make
from rapport.channels.email.receipt import Outcome, Receipt
from rapport.channels.email.tests.scripted import DROP, Script, serving
from rapport.lib.errors import ChannelError
from rapport.notices import queries, services
from rapport.notices.backend import RowBackend
from rapport.notices.models import StaffMail

pytestmark = pytest.mark.django_db
State = StaffMail.State


class Session:
    """A mail server that answers as told."""

    def __init__(self, *answers: ChannelError | None) -> None:
        self.answers = list(answers)
        self.sent: list[bytes] = []

    def send(self, envelope_from, recipients, wire) -> Receipt:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.sent.append(wire)
        return Receipt((Outcome(recipients[0], True, 250),))

    def close(self) -> None:
        pass


@pytest.fixture
def queued() -> StaffMail:
    mail = EmailMultiAlternatives("Grüße", "Hello\nthere", "Rapport <r@halden.example>", ["Ada <ada@halden.example>"])
    mail.attach_alternative("<p>Hello</p>", "text/html")
    RowBackend().send_messages([mail])
    return StaffMail.objects.get()


def row() -> StaffMail:
    return StaffMail.objects.get()


def test_a_mail_is_a_sealed_row_before_it_leaves(queued):
    assert (queued.state, queued.to) == (State.QUEUED, "ada@halden.example")
    assert b"Hello" not in bytes(queued.wire)


def test_the_wire_says_that_a_machine_wrote_it_and_stays_the_same(queued):
    """MAIL-38."""
    session = Session(ChannelError("busy"))
    services.deliver(session)
    StaffMail.objects.update(due_at=timezone.now())
    services.deliver(session)
    letter = email.message_from_bytes(session.sent[0])
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"] and letter["Date"]
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert row().state == State.SENT


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ChannelError("busy"), State.QUEUED),
        (ChannelError("no such user", permanent=True, code=550), State.FAILED),
        (ChannelError("no answer", uncertain=True), State.UNCERTAIN),
    ],
)
def test_each_refusal_has_its_place(queued, error, state):
    services.deliver(Session(error))
    assert (row().state, row().error) == (state, str(error))
    assert services.deliver(Session()) == 0


def test_a_server_that_names_a_time_is_believed(queued):
    services.deliver(Session(ChannelError("grey", retry_after=timedelta(minutes=15))))
    assert row().due_at > timezone.now() + timedelta(minutes=14)


def test_the_ladder_ends(queued):
    for _ in range(8):
        StaffMail.objects.update(due_at=timezone.now())
        services.deliver(Session(ChannelError("down")))
    assert row().state == State.FAILED
    assert queries.troubled_mail() == 1


def test_a_worker_killed_while_sending_leaves_uncertain_and_nothing_is_sent_again(queued):
    StaffMail.objects.update(state=State.SUBMITTING, claim=bytes(16), claimed_until=timezone.now())
    session = Session()
    services.deliver(session)
    assert (row().state, session.sent) == (State.UNCERTAIN, [])


def test_a_person_may_send_it_again(queued, client):
    services.deliver(Session(ChannelError("no", permanent=True)))
    staff = make.three()
    client.force_login(staff.root)
    assert "Failed" in client.get("/settings/staff-mail/").content.decode()
    client.post(f"/settings/staff-mail/{queued.pk}/retry/")
    services.deliver(Session())
    assert row().state == State.SENT


def test_without_a_company_server_it_goes_to_the_sandbox(queued, settings):
    script = Script()
    with serving(script) as port:
        settings.SMTP, settings.SANDBOX_PORT = None, port
        assert services.deliver() == 1
    assert b"Auto-Submitted: auto-generated" in script.mails[0]
    assert row().state == State.SENT


def test_a_server_that_vanishes_after_the_dot_leaves_it_uncertain(queued, settings):
    script = Script(dot=DROP)
    with serving(script) as port:
        settings.SMTP, settings.SANDBOX_PORT = None, port
        services.deliver()
    assert row().state == State.UNCERTAIN


def test_where_nothing_listens_it_waits(queued, settings):
    settings.SMTP, settings.SANDBOX_PORT = None, 0
    assert services.deliver() == 0
    assert row().state == State.QUEUED
