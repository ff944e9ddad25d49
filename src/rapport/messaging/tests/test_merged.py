"""Mail between a merge and its undoing stands under whoever's address it went to or came from (DESIGN 16)."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.lib.actor import SYSTEM
from rapport.messaging import services
from rapport.messaging.domain import Recipient
from rapport.messaging.models import Conversation, Message, RawMail
from rapport.messaging.tests import make
from rapport.people import services as people_services
from rapport.people.models import Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db

OMAR = "Omar Khalil <omar@example.org>"


def merged() -> tuple[Person, Person]:
    diana, omar = people.person(), people.person("Omar Khalil", "omar@example.org")
    people_services.merge(SYSTEM, diana.pk, omar.pk)
    diana.refresh_from_db()
    omar.refresh_from_db()
    return diana, omar


def wire_of(outside: FakeSession) -> bytes:
    services.send_due(("urgent", "normal", "bulk"))
    return outside.sent[-1].wire


def fresh(sender: str, text: str = "Hello again") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "careers@halden.example", "A question"
    mail["Message-ID"] = f"<{abs(hash(text + sender))}@mail.example>"
    mail.set_content(text)
    return mail


def test_unmerging_is_exact_three_mails_later(outside: FakeSession) -> None:
    diana, omar = merged()
    theirs = Recipient("to", contact_point_id=make.address(omar).pk)
    message = make.sent(diana, to=theirs, subject="Your interview")
    wire = wire_of(outside)
    answer = make.arrive(make.answer_to(wire, sender=OMAR))
    second = make.arrive(make.answer_to(wire, "And one more thing.", sender=OMAR))
    untied = make.arrive(fresh(OMAR))
    hers = make.arrive(fresh("Diana Allen <diana.allen@example.org>"))
    people_services.unmerge(SYSTEM, omar.pk)
    assert {each.state for each in (answer, second, untied, hers)} == {RawMail.State.FILED}
    assert message.person_id == omar.pk
    assert set(Message.objects.filter(person=omar).values_list("direction", "matched_by")) == {
        ("out", ""),
        ("in", "token"),
        ("in", "address"),
    }
    assert Message.objects.filter(person=omar).count() == 4
    assert list(Message.objects.filter(person=diana).values_list("pk", flat=True)) == [hers.message_id]
    for conversation in Conversation.objects.all():
        assert set(conversation.messages.values_list("person_id", flat=True)) == {conversation.person_id}
    late = make.arrive(make.answer_to(wire, "After the two were taken apart.", sender=OMAR))
    assert Message.objects.get(pk=late.message_id).person_id == omar.pk


def test_an_answer_from_the_others_address_is_theirs_and_settles_when_answered(outside: FakeSession) -> None:
    staff = accounts.three()
    diana, omar = merged()
    make.sent(diana, by=staff.actor(staff.ada))
    kept = make.arrive(make.answer_to(wire_of(outside), sender=OMAR))
    answer = Message.objects.get(pk=kept.message_id)
    assert (answer.person_id, answer.conversation.person_id) == (omar.pk, omar.pk)
    again = make.arrive(make.answer_to(wire_of(outside), "Did you see it?", sender=OMAR))
    assert Message.objects.get(pk=again.message_id).conversation_id == answer.conversation_id
    make.sent(diana, by=staff.actor(staff.ada), in_reply_to_id=answer.pk)  # to Diana's own address
    assert not Conversation.objects.filter(waiting_since__isnull=False).exists()
    assert not Message.objects.filter(direction="in", interaction__answered_at__isnull=True).exists()
    for conversation in Conversation.objects.all():
        assert set(conversation.messages.values_list("person_id", flat=True)) == {conversation.person_id}


def test_triage_files_under_the_owner_of_the_address(outside: FakeSession) -> None:
    staff = accounts.three()
    diana, omar = merged()
    people.person("Omar K.", "omar@example.org")  # two owners, so a person decides
    mail = make.arrive(fresh(OMAR))
    assert mail.state == RawMail.State.TRIAGE
    message = services.give_to(staff.actor(staff.ada), mail.pk, diana.pk)
    assert message.person_id == omar.pk


@pytest.mark.parametrize("is_erased", [False, True])
def test_mail_that_answers_somebody_removed_waits_in_triage_and_says_so(outside: FakeSession, is_erased: bool) -> None:
    person = people.person()
    make.sent(person)
    wire = wire_of(outside)
    people_services.remove_person(SYSTEM, person.pk)
    if is_erased:
        people_services.erase_person(SYSTEM, person.pk)
    by_token = make.arrive(make.answer_to(wire))
    original = message_from_bytes(wire, policy=policy.default)
    by_id = make.answer_to(wire, "To the visible address.")
    by_id.replace_header("To", "careers@halden.example")
    by_reference = make.arrive(by_id)
    assert str(original["Message-ID"]) == by_id["In-Reply-To"]
    for mail in (by_token, by_reference):
        assert (mail.state, mail.reason) == (RawMail.State.TRIAGE, "removed_person")
    assert not Message.objects.filter(direction="in").exists()


def test_merging_giving_and_taking_apart_mail_nobody_edge47(outside: FakeSession) -> None:
    staff = accounts.three()
    _diana, omar = merged()
    people_services.set_owner(SYSTEM, [omar.pk], staff.ben.pk)
    people_services.unmerge(SYSTEM, omar.pk)
    services.send_due(("urgent", "normal", "bulk"))
    assert not Message.objects.exists() and not outside.sent
