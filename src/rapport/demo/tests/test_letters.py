from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.channels.email.receipt import Receipt
from rapport.demo.services.letters import NEWEST, UNREAD
from rapport.demo.tests.make import small
from rapport.lib.actor import user as actor_of
from rapport.messaging import services as messaging
from rapport.messaging.models import Delivery, Message, RawMail
from rapport.sandbox import queries, services, transport
from rapport.sandbox.models import SandboxMail

pytestmark = pytest.mark.django_db


class Listener:
    """What stands behind the mail listener's port, without the port."""

    def send(self, envelope_from: str, recipients: Sequence[str], content: bytes) -> Receipt:
        messaging.keep_raw(content, envelope_from=envelope_from, recipients=recipients, source="listener")
        return Receipt(())

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def listener() -> Iterator[None]:
    transport.connect(Listener)
    yield
    transport.connect(None)


def test_a_new_user_finds_mails_in_the_sandbox_the_newest_unread() -> None:
    small()
    isabel = Viewer(User.objects.get(email="isabel@halden.example"))
    rows = queries.page(isabel).items
    assert SandboxMail.objects.count() == NEWEST and queries.unread(isabel) == UNREAD
    assert [row.arrived_at for row in rows] == sorted((row.arrived_at for row in rows), reverse=True)
    assert all(row.summary.subject and row.summary.to_address and row.summary.preview for row in rows)
    newest = Delivery.objects.filter(state="sent", outcome="none").order_by("-sent_at", "-pk").first()
    assert newest is not None
    letter = queries.letter(isabel, rows[0].id)
    assert letter.mail.message_id == newest.message.message_id and letter.row.arrived_at == newest.sent_at


def test_an_answer_to_such_a_mail_is_filed_under_it(listener: None) -> None:
    small()
    isabel = User.objects.get(email="isabel@halden.example")
    row = queries.page(Viewer(isabel)).items[0]
    letter = queries.letter(Viewer(isabel), row.id)
    services.reply(actor_of(isabel.pk), row.id, "Tuesday is fine.")
    messaging.file_new()
    answer = Message.objects.filter(direction="in").latest("pk")
    assert answer.matched_by == "token" and answer.in_reply_to is not None
    assert answer.in_reply_to.message_id == letter.mail.message_id
    assert RawMail.objects.latest("pk").state == RawMail.State.FILED


def test_where_a_server_is_set_nothing_is_put_there(settings: Any) -> None:
    settings.SANDBOX = False
    small(people=10)
    assert not SandboxMail.objects.exists()
