"""One text to many: what the review shows is what is sent, as single mails, to nobody twice."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.consent import services as consent
from rapport.jobs.models import Job
from rapport.jobs.tests import make as jobs
from rapport.lib.errors import Invalid
from rapport.messaging.models import Batch, Delivery, Message
from rapport.messaging.queries import batches
from rapport.messaging.services import many
from rapport.messaging.tests import make
from rapport.people.models import Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db
WORDS = {"subject": "News about {{ job_title }}", "html": "<p>Dear {{ first_name }}, a word about {{ job_title }}.</p>"}


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


@pytest.fixture
def ada(client: Client, staff: accounts.Staff) -> Client:
    client.force_login(staff.ada)
    return client


@pytest.fixture
def job(staff: accounts.Staff) -> Job:
    return jobs.job(team_id=staff.team.pk, owner_id=staff.ada.pk)


def applicants(job: Job, count: int) -> list[Person]:
    return [one.person for one in jobs.people(job, count)]


def begun(staff: accounts.Staff, them: list[Person], words: dict[str, str] = WORDS) -> Batch:
    actor = staff.actor(staff.ada)
    return many.write(actor, many.begin(actor, [p.pk for p in them]).pk, words)


def test_the_review_says_of_everybody_what_they_get_or_why_not(ada: Client, staff: accounts.Staff, job: Job) -> None:
    fine, gone, stranger = *applicants(job, 2), people.person("Omar Khalil", "omar@example.org")
    consent.do_not_contact(staff.actor(staff.ada), gone.pk, reason="asked")
    others = jobs.application(people.person("Lena Voss", "lena@example.org"), jobs.job("Paralegal")).person
    batch = begun(staff, [fine, gone, stranger, others])
    shown = ada.get(f"/mail/many/{batch.pk}/review/").content.decode()
    assert "News about Associate Counsel" in shown and "Dear Person," in shown
    assert "must not be contacted" in shown
    assert shown.count("Not in an active application for a job you work on.") == 2
    assert not Message.objects.filter(batch=batch).exists()


def test_sending_does_what_the_review_said_as_single_mails(
    ada: Client, staff: accounts.Staff, job: Job, outside: FakeSession
) -> None:
    them = applicants(job, 3)
    consent.do_not_contact(staff.actor(staff.ada), them[1].pk, reason="asked")
    batch = begun(staff, them)
    planned = many.plan(staff.actor(staff.ada), batch)
    answer = ada.post(f"/mail/many/{batch.pk}/send/")
    assert answer.status_code == 302
    sent = Message.objects.filter(batch=batch).order_by("person_id")
    assert [m.person_id for m in sent] == [one.person.pk for one in planned if one.request is not None]
    batch.refresh_from_db()
    assert list(batch.excluded) == [str(them[1].pk)]
    make.let_leave()
    mails = [one for one in outside.sent if b"a word about" in one.wire]
    assert [mail.recipients for mail in mails] == [("person0@home.example",), ("person2@home.example",)] or [
        list(mail.recipients) for mail in mails
    ] == [["person0@home.example"], ["person2@home.example"]]
    figures = batches.figures(batch)
    assert (figures.chosen, figures.accepted, figures.left_out, figures.to_come) == (3, 2, 1, 0)


def test_sent_twice_or_gone_on_with_nobody_gets_two(ada: Client, staff: accounts.Staff, job: Job) -> None:
    them = applicants(job, 3)
    batch = begun(staff, them)
    actor = staff.actor(staff.ada)
    many.send(actor, batch.pk)
    many.send(actor, batch.pk)
    # As if the first run had ended half-way.
    Batch.objects.update(state="running")
    many.send(actor, batch.pk)
    assert Message.objects.filter(batch=batch).count() == 3
    figures = batches.figures(batch)
    assert figures.chosen == figures.waiting == 3


def test_stopping_takes_back_what_has_not_left(
    ada: Client, staff: accounts.Staff, job: Job, outside: FakeSession
) -> None:
    batch = begun(staff, applicants(job, 12))
    ada.post(f"/mail/many/{batch.pk}/send/")
    assert set(Delivery.objects.filter(message__batch=batch).values_list("lane", flat=True)) == {"bulk"}
    Delivery.objects.filter(message__batch=batch, pk__in=Delivery.objects.filter(message__batch=batch)[:5]).update(
        state="sent"
    )
    ada.post(f"/mail/many/{batch.pk}/stop/")
    make.let_leave()
    assert not [one for one in outside.sent if b"a word about" in one.wire]
    page = ada.get(f"/mail/many/{batch.pk}/progress/").content.decode()
    batch.refresh_from_db()
    figures = batches.figures(batch)
    assert (figures.accepted, figures.not_sent, figures.waiting) == (5, 7, 0)
    assert "accepted" in page.lower()


def test_an_unknown_field_is_told_and_nobody_gets_a_blank(ada: Client, staff: accounts.Staff, job: Job) -> None:
    batch = begun(staff, applicants(job, 1), {"subject": "Hello", "html": "<p>Dear {{ nickname }}</p>"})
    shown = ada.get(f"/mail/many/{batch.pk}/review/").content.decode()
    assert "nickname" in shown
    many.send(staff.actor(staff.ada), batch.pk)
    assert not Message.objects.filter(batch=batch).exists()


def test_at_most_two_hundred_and_only_one_s_own(ada: Client, staff: accounts.Staff, job: Job) -> None:
    actor = staff.actor(staff.ada)
    with pytest.raises(Invalid):
        many.begin(actor, _visible(201))
    batch = begun(staff, applicants(job, 1))
    client = Client()
    client.force_login(staff.ben)
    assert client.get(f"/mail/many/{batch.pk}/review/").status_code == 404
    assert client.post(f"/mail/many/{batch.pk}/send/").status_code == 404


def _visible(count: int) -> list[int]:
    return [people.person(f"Many {n}", f"many{n}@home.example").pk for n in range(count)]


def test_whoever_is_ticked_in_a_list_is_written_to(ada: Client, staff: accounts.Staff, job: Job) -> None:
    rows = jobs.people(job, 2)
    answer = ada.post("/people/bulk/", {"person": [row.person_id for row in rows], "act": "write"})
    assert Batch.objects.get().person_ids == [row.person_id for row in rows]
    assert answer["Location"] == f"/mail/many/{Batch.objects.get().pk}/"
    answer = ada.post("/mail/many/", {"pick": [f"{row.pk}.1" for row in rows], "job": job.pk})
    assert Batch.objects.latest("pk").job == job
    page = ada.get(answer["Location"])
    assert b"{{ first_name }}" in page.content
    answer = ada.post(answer["Location"], WORDS)
    assert answer["Location"].endswith("/review/")
