"""Kept mails are read again by a better parser, and only their words change."""

from __future__ import annotations

from email.message import EmailMessage
from io import StringIO

import pytest
from django.core.management import call_command

from rapport.accounts.tests import make as accounts
from rapport.events.models import Event
from rapport.lib.errors import Conflict
from rapport.messaging import queries, services
from rapport.messaging.models import EarlierReading, Message, RawMail
from rapport.messaging.services.reparse import reparse
from rapport.messaging.tests import make
from rapport.people.models import ContactPoint
from rapport.people.services import add_contact_point
from rapport.people.tests import make as people
from rapport.timeline.models import Attachment

pytestmark = pytest.mark.django_db
TABLE = "messaging_message"


def arrive(sender: str = "Diana Allen <diana.allen@example.org>", text: str = "Yes.") -> RawMail:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "careers@halden.example", "An answer"
    mail.set_content(f"{text}\n\nOn Sat, 21 Nov 2026, Ada <ada@halden.example> wrote:\n> Will you come?\n")
    mail.add_attachment(b"%PDF-1.4 papers", maintype="application", subtype="pdf", filename="papers.pdf")
    return make.arrive(mail)


def read_badly(mail: RawMail) -> Message:
    """Make a filed mail look as an older parser had left it: the quote shown, the file missed."""
    message = Message.objects.get(pk=mail.message_id)
    item = queries.opened([message])[message.pk]
    line = message.interaction
    line.body = item.seal("timeline_interaction", "body", "Yes. On Sat Ada wrote: Will you come?")
    line.save(update_fields=["body"])
    message.quoted = b""
    message.save(update_fields=["quoted"])
    Attachment.objects.filter(interaction=line).delete()
    return message


def shown(message: Message) -> tuple[str, str]:
    message = Message.objects.select_related("interaction").get(pk=message.pk)
    item = queries.opened([message])[message.pk]
    return (
        item.text("timeline_interaction", "body", message.interaction.body),
        item.text(TABLE, "quoted", message.quoted),
    )


def test_what_reads_differently_is_mended_once_and_the_old_reading_kept() -> None:
    person = people.person()
    mail = arrive()
    message = read_badly(mail)
    (done,) = reparse(mail_id=mail.pk)
    assert done.changed == ("visible", "quoted", "files")
    text, quoted = shown(message)
    assert text == "Yes." and "Will you come?" in quoted
    assert Attachment.objects.filter(interaction=message.interaction).count() == 1
    before = EarlierReading.objects.get()
    item = queries.opened([message])[message.pk]
    assert "On Sat Ada wrote" in item.text("timeline_interaction", "body", before.body)
    assert Event.objects.filter(kind="messaging.MailReread", person_id=person.pk).count() == 1
    (again,) = reparse(mail_id=mail.pk)
    assert again.changed == ()
    assert EarlierReading.objects.count() == 1


def test_a_dry_run_tells_and_changes_nothing() -> None:
    people.person()
    mail = arrive()
    message = read_badly(mail)
    before = shown(message)
    told = StringIO()
    call_command("reparse", "--state", "filed", "--dry-run", stdout=told)
    assert "visible, quoted, files" in told.getvalue() and "1 would change" in told.getvalue()
    assert shown(message) == before
    assert not EarlierReading.objects.exists() and not Event.objects.filter(kind="messaging.MailReread").exists()


def test_a_mail_that_now_seems_somebody_elses_asks_and_stays_where_it_is() -> None:
    staff = accounts.three()
    diana, omar = people.person(), people.person("Omar Khalil", "omar@example.org")
    mail = arrive()
    ContactPoint.objects.filter(person=diana).update(canonical="old@example.org", value="old@example.org")
    add_contact_point(make.SYSTEM, omar, channel="email", value="diana.allen@example.org")
    (done,) = reparse(states=("filed",))
    assert done.changed == ("person",) and done.after == RawMail.State.TRIAGE
    mail.refresh_from_db()
    assert (mail.reason, mail.why["candidates"]) == ("different_match", [omar.pk, diana.pk])
    assert Message.objects.get().person == diana
    with pytest.raises(Conflict):
        services.give_to(staff.actor(staff.ada), mail.pk, omar.pk)
    with pytest.raises(Conflict):
        services.not_a_candidate(staff.actor(staff.ada), mail.pk)
    services.give_to(staff.actor(staff.ada), mail.pk, diana.pk)
    assert [done.changed for done in reparse(states=("filed",))] == [()]  # asked once
    assert Message.objects.count() == 1


def test_what_waits_is_understood_anew() -> None:
    stranger, still = arrive(), arrive("x@example.net")
    assert stranger.state == RawMail.State.TRIAGE
    people.person()
    assert [done.changed for done in reparse(states=("triage",))] == [("filed",), ()]
    stranger.refresh_from_db()
    still.refresh_from_db()
    assert (stranger.state, still.state) == (RawMail.State.FILED, RawMail.State.TRIAGE)
