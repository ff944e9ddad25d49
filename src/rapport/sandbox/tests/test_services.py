from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import test.test_email

from rapport.accounts.tests import make as accounts
from rapport.channels.email.compose import Attachment
from rapport.channels.email.incoming import Kind
from rapport.channels.email.parse import parse
from rapport.events import queries as events
from rapport.lib.errors import Invalid, NotAllowed, NotFound
from rapport.sandbox import queries, services
from rapport.sandbox.models import SandboxMail
from rapport.sandbox.tests import make
from rapport.vault import services as vault
from rapport.vault.domain import HOUSE

pytestmark = pytest.mark.django_db
CPYTHON_MAILS = Path(test.test_email.__file__).parent / "data"


def test_each_recipient_has_a_mailbox_of_their_own_however_the_address_is_spelt() -> None:
    staff = accounts.three()
    raw = make.wire(to=(("Diana Allen", "diana@example.org"), ("Bill Walter", "bill@agency.example")))
    assert services.keep(raw, envelope_from=make.VERP, recipients=["diana@example.org", "bill@agency.example"]) == 2
    services.keep(raw, envelope_from=make.VERP, recipients=["Diana@Example.org"])
    ada = staff.viewer(staff.ada)
    assert {(box.address, box.total, box.unread) for box in queries.mailboxes(ada)} == {
        ("Diana@Example.org", 2, 2),
        ("bill@agency.example", 1, 1),
    }
    (found,) = queries.mailboxes(ada, "DIANA@example.org")
    assert [row.summary.subject for row in queries.page(ada, found.key).items] == ["Your interview"] * 2


def test_no_word_and_no_address_stands_open_in_the_row() -> None:
    row = make.mail()
    for column in (row.envelope, row.summary, row.wire, row.mailbox):
        for word in (b"diana", b"interview", b"Tuesday"):
            assert word.lower() not in bytes(column).lower()
    letter = queries.open_letter(row.pk)
    assert letter.raw == make.wire()
    assert (letter.envelope_from, letter.recipient, letter.answer_to) == (make.VERP, "diana@example.org", make.REPLY_TO)


def test_strange_mail_is_kept_byte_for_byte() -> None:
    mails = [path.read_bytes() for path in sorted(CPYTHON_MAILS.glob("*.txt"))]
    mails += [b"", b"\x00\xff\xfe", b"From: =?utf-8?b?//79?= <x@y>\r\nSubject: \xed\xa0\x80\r\n\r\n\x00"]
    assert len(mails) > 40
    for raw in mails:
        assert queries.open_letter(make.mail(raw, to='"odd one"@\udcff').pk).raw == raw


def test_only_who_may_use_the_sandbox_reads_it() -> None:
    staff = accounts.three()
    row = make.mail()
    with pytest.raises(NotAllowed):
        queries.page(staff.viewer(staff.cleo))
    with pytest.raises(NotAllowed):
        services.reply(staff.actor(staff.cleo), row.pk, "Hello")
    with pytest.raises(NotAllowed):
        services.empty(staff.actor(staff.cleo))


def test_opening_a_mail_marks_it_once_and_tells_the_other_pages() -> None:
    staff = accounts.three()
    row, ada = make.mail(), staff.actor(staff.ada)
    before = events.versions(["sandbox"])["sandbox"]
    services.mark_read(ada, row.pk)
    services.mark_read(ada, row.pk)
    assert not SandboxMail.objects.filter(read_at=None).exists()
    assert events.versions(["sandbox"])["sandbox"] == before + 1


def test_emptying_takes_the_wraps_along() -> None:
    staff = accounts.three()
    row = make.mail()
    services.keep(make.wire(), envelope_from="", recipients=["demo@example.org"], is_demo=True)
    assert services.clear_demo() == 1
    assert services.empty(staff.actor(staff.ada)) == 1
    assert not SandboxMail.objects.exists()
    with pytest.raises(NotFound):
        queries.open_letter(row.pk)


def test_a_mail_whose_key_is_gone_is_not_there_and_breaks_no_list() -> None:
    staff = accounts.three()
    row = make.mail()
    vault.destroy([HOUSE])
    assert queries.page(staff.viewer(staff.ada)).items[0].summary.subject == ""
    with pytest.raises(NotFound):
        queries.open_letter(row.pk)


def test_an_answer_is_a_mail_that_our_own_reader_takes_for_one(listener: Any) -> None:
    staff = accounts.three()
    row = make.mail()
    cv = Attachment("Zoë CV.pdf", "application/pdf", b"%PDF-1.7")
    services.reply(staff.actor(staff.ada), row.pk, "نعم، Tuesday works.", [cv])
    ((sender, recipients, wire),) = listener.came
    assert (sender, recipients) == ("diana@example.org", [make.REPLY_TO])
    mail = parse(wire)
    assert mail.kind is Kind.REPLY
    assert (mail.from_.name, mail.from_.address) == ("Diana Allen", "diana@example.org")
    assert mail.subject == "Re: Your interview"
    assert (mail.in_reply_to, mail.references) == ("<one@rapport.localhost>", ("<one@rapport.localhost>",))
    assert mail.visible == "نعم، Tuesday works."
    assert "> Tuesday at nine?" in mail.quoted
    assert [(file.name, file.content) for file in mail.files] == [("Zoë CV.pdf", b"%PDF-1.7")]


def test_out_of_office_is_told_from_a_person_and_has_no_envelope_sender(listener: Any) -> None:
    staff = accounts.three()
    services.reply_away(staff.actor(staff.ada), make.mail().pk)
    ((sender, _, wire),) = listener.came
    assert sender == ""
    assert parse(wire).kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(("is_final", "status", "action"), [(True, "5.1.1", "failed"), (False, "4.2.2", "delayed")])
def test_a_bounce_goes_to_the_envelope_sender_and_names_the_mail(
    listener: Any, is_final: bool, status: str, action: str
) -> None:
    staff = accounts.three()
    services.bounce(staff.actor(staff.ada), make.mail().pk, is_final=is_final)
    ((sender, recipients, wire),) = listener.came
    assert (sender, recipients) == ("", [make.VERP])
    mail = parse(wire)
    assert mail.kind is Kind.BOUNCE and mail.bounce is not None
    (gone,) = mail.bounce.recipients
    assert (gone.address, gone.status, gone.action) == ("diana@example.org", status, action)
    assert mail.bounce.message_id == "<one@rapport.localhost>"


def test_nothing_is_sent_that_could_not_be(listener: Any) -> None:
    staff = accounts.three()
    ada = staff.actor(staff.ada)
    with pytest.raises(Invalid):
        services.reply(ada, make.mail().pk, "  ")
    with pytest.raises(Invalid, match="envelope sender"):
        services.bounce(ada, make.mail(envelope_from="").pk)
    with pytest.raises(Invalid, match="nobody to answer"):
        services.reply(ada, make.mail(b"Subject: x\r\n\r\ny").pk, "Hello")
    assert listener.came == []


def test_without_a_listener_the_error_says_what_to_do(settings: Any) -> None:
    staff = accounts.three()
    row, ada = make.mail(), staff.actor(staff.ada)
    settings.LISTENER_PORT = 0
    with pytest.raises(Invalid, match="rapport run"):
        services.reply(ada, row.pk, "Hello")
    settings.LISTENER_PORT = 1
    with pytest.raises(Invalid, match="port 1 did not take"):
        services.reply(ada, row.pk, "Hello")


def test_mail_to_other_members_of_staff_is_for_those_who_manage_accounts() -> None:
    staff = accounts.three()
    wire = b"From: rapport@halden.example\r\nTo: root@halden.example\r\nSubject: Your new password\r\n\r\nA link\r\n"
    services.keep(wire, envelope_from="rapport@halden.example", recipients=["root@halden.example"])
    row = SandboxMail.objects.get()
    assert not queries.page(staff.viewer(staff.ada)).items
    assert not queries.mailboxes(staff.viewer(staff.ada))
    with pytest.raises(NotFound):
        queries.letter(staff.viewer(staff.ada), row.pk)
    with pytest.raises(NotFound):
        services.reply(staff.actor(staff.ada), row.pk, "Hello")
    assert queries.page(staff.viewer(staff.root)).items
