"""The composer, triage and a mail's frame, through HTTP as a browser would."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.consent import services as consent
from rapport.events.models import Reaction
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Invalid
from rapport.messaging import services
from rapport.messaging.events import MessageReceived
from rapport.messaging.models import Delivery, Draft, Message, RawMail
from rapport.messaging.tests import make
from rapport.people.models import ContactPoint
from rapport.people.tests import make as people
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query
from rapport.tasks.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


@pytest.fixture
def ada(client: Client, staff: accounts.Staff) -> Client:
    client.force_login(staff.ada)
    return client


def fields(person: object, **changes: object) -> dict[str, object]:
    return {"to": f"p{make.address(person).pk}", "subject": "Your interview", "html": "<p>Hello</p>", **changes}  # type: ignore[arg-type]


def test_a_mail_with_a_file_is_sent_from_the_page(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    file = SimpleUploadedFile("offer.pdf", b"%PDF-1.4 x", "application/pdf")
    answer = ada.post(f"/people/{person.pk}/mail/send/", fields(person, files=file))
    assert answer.status_code == 302
    make.let_leave()
    assert b"offer.pdf" in outside.sent[0].wire


def test_a_file_that_came_by_mail_is_found_by_its_words(ada: Client) -> None:
    people.person()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "diana.allen@example.org", "careers@halden.example", "My CV"
    mail.set_content("See the file.")
    mail.add_attachment("Reciprocity with the Texas bar", filename="cv.txt")
    make.arrive(mail)
    for reaction in Reaction.objects.filter(handler__endswith="index_files"):
        fact = MessageReceived(person_id=reaction.event.person_id, **reaction.event.facts)
        services.index_files(SYSTEM, fact)
    assert search.find(Query("reciprocity"), EVERYTHING).hits
    assert search.find(Query("cv.txt"), EVERYTHING).hits


def test_a_dangerous_file_is_refused_and_nothing_typed_is_lost(ada: Client) -> None:
    person = people.person()
    file = SimpleUploadedFile("setup.exe", b"MZ", "application/octet-stream")
    answer = ada.post(f"/people/{person.pk}/mail/send/", fields(person, html="<p>Long thoughts</p>", files=file))
    assert answer.status_code == 422
    assert b"setup.exe" in answer.content
    assert b"Long thoughts" in answer.content
    assert Draft.objects.count() == 1
    assert not Message.objects.exists()


def test_a_refusal_names_every_reason_in_words(ada: Client, staff: accounts.Staff) -> None:
    person = people.person()
    consent.do_not_contact(staff.actor(staff.ada), person.pk, reason="asked")
    answer = ada.post(f"/people/{person.pk}/mail/send/", fields(person))
    assert b"must not be contacted" in answer.content


def test_a_typed_address_is_offered_as_a_further_one(ada: Client) -> None:
    person = people.person()
    typed = fields(person, to_other="diana@new.example")
    answer = ada.post(f"/people/{person.pk}/mail/send/", typed)
    assert b"is not on file" in answer.content
    assert not Message.objects.exists()
    ada.post(f"/people/{person.pk}/mail/send/", {**typed, "confirm_address": "on"})
    assert Message.objects.count() == 1
    assert ContactPoint.objects.filter(person=person).count() == 2


def test_a_typed_address_of_somebody_else_is_warned_about(ada: Client) -> None:
    person = people.person()
    people.person("Omar Khalil", "omar@example.org")
    answer = ada.post(f"/people/{person.pk}/mail/send/", fields(person, to_other="omar@example.org"))
    assert b"Omar Khalil" in answer.content
    assert not Message.objects.exists()


def test_cleo_can_neither_write_nor_read(client: Client, staff: accounts.Staff, outside: FakeSession) -> None:
    person = people.person()
    message = make.sent(person, by=staff.actor(staff.ada))
    client.force_login(staff.cleo)
    assert client.post(f"/people/{person.pk}/mail/send/", fields(person)).status_code == 403
    for path in ("", "frame/", "why/", "source/"):
        assert client.get(f"/messages/{message.interaction_id}/{path}").status_code == 404
    assert client.get("/triage/").status_code == 403


def test_the_frame_of_a_mail_runs_nothing_and_loads_nothing_in18(ada: Client) -> None:
    people.person()
    mail = EmailMessage()
    mail["From"] = "diana.allen@example.org"
    mail["To"] = "careers@halden.example"
    mail["Subject"] = "Hello"
    mail.set_content("Hello")
    mail.add_alternative(
        '<p onclick="x()">Hello</p><script>alert(1)</script><img src="https://spy.example/p.gif">', subtype="html"
    )
    kept = make.arrive(mail)
    assert kept.message is not None
    answer = ada.get(f"/messages/{kept.message.interaction_id}/frame/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"<script" not in answer.content
    assert b"onclick" not in answer.content
    assert b' src="https://spy' not in answer.content


def test_triage_offers_the_three_answers_and_learns_the_address(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    make.sent(person)
    services.send_due(("normal",))
    mail = make.answer_to(outside.sent[0].wire, sender="Diana <diana@second.example>")
    kept = make.arrive(mail)
    assert (kept.state, kept.reason) == ("triage", "unknown_sender")
    page = ada.get("/triage/")
    assert b"Diana Allen" in page.content
    ada.post(f"/triage/{kept.pk}/give/", {"person": person.pk, "learn": "on"})
    kept.refresh_from_db()
    assert kept.state == "filed"
    assert ContactPoint.objects.filter(person=person, canonical="diana@second.example").exists()
    assert make.arrive(make.answer_to(outside.sent[0].wire, "And again", "diana@second.example")).state == "filed"


def test_an_agency_contacts_address_never_becomes_the_candidates(ada: Client, staff: accounts.Staff) -> None:
    contact = people.person("Bill Walter", "bill@momentum.example", kind="contact")
    person = people.person(submitted_by=contact)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "bill@momentum.example", "careers@halden.example", "About Diana"
    mail.set_content("Diana Allen has a second offer.")
    kept = make.arrive(mail)
    assert (kept.state, kept.reason) == ("triage", "agency_contact")
    assert b'name="learn"' not in ada.get("/triage/").content
    with pytest.raises(Invalid):
        services.give_to(staff.actor(staff.ada), kept.pk, person.pk, learn_address=True)
    filed = services.give_to(staff.actor(staff.ada), kept.pk, person.pk)
    assert filed.person == person
    assert not filed.is_unverified
    assert ContactPoint.objects.filter(canonical="bill@momentum.example").count() == 1


def test_triage_adds_a_new_person_or_lets_go_with_undo(ada: Client) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Nora <nora@example.org>", "careers@halden.example", "Any jobs?"
    mail.set_content("Do you have a job for me?")
    kept = make.arrive(mail)
    ada.post(f"/triage/{kept.pk}/reject/")
    kept.refresh_from_db()
    assert kept.state == "rejected"
    ada.post(f"/triage/{kept.pk}/back/")
    ada.post(f"/triage/{kept.pk}/new/", {"full_name": "Nora Berg"})
    assert Message.objects.get().person.full_name == "Nora Berg"
    assert ada.post(f"/triage/{kept.pk}/reject/").status_code == 409
    assert RawMail.objects.get().decided_by is not None


def test_an_unknown_verb_does_nothing_and_never_sends_again(ada: Client, outside: FakeSession) -> None:
    message = make.sent(people.person())
    Delivery.objects.update(state=Delivery.State.UNCERTAIN)
    delivery = Delivery.objects.get()
    url = f"/messages/{message.pk}/act/shout/"
    assert ada.post(url, {"delivery": delivery.pk}).status_code == 404
    assert ada.post(f"/messages/{message.pk}/act/arrived/", {"delivery": "x"}).status_code == 404
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.UNCERTAIN


def test_the_way_back_leads_nowhere_else(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    ada.post(f"/people/{person.pk}/mail/send/", fields(person, send_at="2099-01-01T10:00"))
    answer = ada.post(f"/messages/{Message.objects.get().pk}/act/recall/", {"back": "https://evil.example/"})
    assert answer["Location"] == "/outbox/"


def test_a_reminder_comes_when_nobody_answers_and_goes_when_somebody_does(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    ada.post(f"/people/{person.pk}/mail/send/", fields(person, remind_days="3"))
    task = Task.objects.get(code="no_answer")
    assert timedelta(days=2) < task.due_at - timezone.now() < timedelta(days=4)
    make.let_leave()
    make.arrive(make.answer_to(outside.sent[0].wire))
    task.refresh_from_db()
    assert task.dropped_at is not None or task.done_at is not None


def test_why_it_was_not_sent_is_one_click(ada: Client, outside: FakeSession) -> None:
    person = people.person()
    message = make.sent(person)
    consent.do_not_contact(SYSTEM, person.pk, reason="legal")
    services.send_due(("normal",))
    answer = ada.get(f"/messages/{message.interaction_id}/why/")
    assert b"Why was this not sent?" in answer.content
    assert b"must not be contacted" in answer.content
    assert Delivery.objects.get().state == "suppressed"
