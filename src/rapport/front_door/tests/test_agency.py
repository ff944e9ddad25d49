from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.events.models import Event
from rapport.front_door import domain, services
from rapport.jobs.models import Application
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.people import queries as people
from rapport.people import services as person_services
from rapport.people.models import Person, Twins
from rapport.people.tests import make as persons
from rapport.timeline.models import Interaction
from rapport.vault import files as vault
from rapport.vault.models import SealedFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def contact() -> Person:
    return persons.contact(persons.agency())


def door(contact: Person) -> str:
    return f"/a/{people.token_of(person_services.make_link(SYSTEM, contact.pk))}/"


def cv(name: str = "cv.pdf", body: bytes = b"%PDF-1.4 a life") -> Any:
    return SimpleUploadedFile(name, body)


def given(job: Any, **more: Any) -> dict[str, Any]:
    return {
        "job": job.pk,
        "full_name": "Priya Nair",
        "email": "priya@example.org",
        "agreed": "on",
        "file": cv(),
        **more,
    }


def test_a_contact_submits_person_file_and_job_by_the_link(contact: Person) -> None:
    job, path, client = jobs.job(), door(contact), Client(enforce_csrf_checks=True)
    page = client.get(path).content.decode()
    assert "Associate Counsel" in page and "agrees" in page
    answer = client.post(path, given(job))
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    application = Application.objects.select_related("person").get()
    person = application.person
    assert (person.source, person.submitted_by, application.submitted_by) == ("agency", contact, contact)
    assert b"".join(vault.open_stream(SealedFile.objects.get())) == b"%PDF-1.4 a life"
    line = Interaction.objects.get(kind="file")
    assert (line.job_id, line.file_count, line.abouts.get().person_id) == (job.pk, 1, person.pk)
    event = Event.objects.get(kind="front_door.CandidateSubmitted")
    assert (event.actor_kind, event.actor_id, event.person_id) == ("contact", contact.pk, person.pk)
    assert event.facts["file_id"] == SealedFile.objects.get().pk and event.facts["wording"] == domain.WORDING


def test_whether_we_know_the_candidate_is_never_told(contact: Person) -> None:
    job, path, client = jobs.job(), door(contact), Client()
    fresh = client.post(path, given(job))
    persons.person("Priya Nair", "other@example.org")
    known = client.post(path, given(job, email="other@example.org"))
    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    assert Application.objects.count() == 2 and Twins.objects.filter(reason="address").exists()


def test_a_confidential_or_closed_job_is_neither_shown_nor_taken(contact: Person) -> None:
    jobs.job()
    path, client = door(contact), Client()
    for job in (jobs.job("Secret role", confidential=True), jobs.job("Old role", state="closed")):
        assert job.title not in client.get(path).content.decode()
        assert client.post(path, given(job)).status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        cv("cv.exe"),
        cv("cv.pdf.js"),
        cv("cv.pdf", b"MZ\x90\x00\x00\x00program"),
        cv("cv.docm", b"PK\x03\x04x"),
        cv("e.pdf", b""),
    ],
)
def test_dangerous_files_are_refused_and_nobody_is_put_on_file(contact: Person, file: Any) -> None:
    job = jobs.job()
    file.seek(0)
    assert Client().post(door(contact), given(job, file=file)).status_code == 422
    assert not Person.objects.filter(full_name="Priya Nair").exists() and not SealedFile.objects.exists()


def test_without_the_candidates_agreement_nothing_is_taken(contact: Person) -> None:
    form = given(jobs.job())
    del form["agreed"]
    assert Client().post(door(contact), form).status_code == 422


def test_a_request_that_is_too_large_is_turned_away_unread(contact: Person) -> None:
    body = io.BytesIO(b"x")
    answer = Client().generic(
        "POST", door(contact), body.read(), "multipart/form-data; boundary=x", CONTENT_LENGTH=str(domain.MAX_BODY + 1)
    )
    assert answer.status_code == 413


def test_forged_revoked_and_orphaned_links_are_closed_doors(contact: Person) -> None:
    path, client = door(contact), Client()
    assert client.get("/a/1:forged/").status_code == 404
    person_services.edit_agency(SYSTEM, contact.agency_id or 0, is_active=False)
    assert client.get(path).status_code == 404
    person_services.edit_agency(SYSTEM, contact.agency_id or 0, is_active=True)
    assert client.get(path).status_code == 200
    person_services.revoke_link(SYSTEM, contact.pk)
    assert client.get(path).status_code == 404


def test_too_many_are_turned_away_sec15(contact: Person) -> None:
    limit = domain.Limit("t", 3, 60)
    assert [services.within(limit, "x") for _ in range(4)] == [True, True, True, False]
    assert services.within(limit, "y")


def test_a_member_submits_in_the_name_of_an_agency(contact: Person) -> None:
    staff, job = accounts.three(), jobs.job()
    client = Client()
    client.force_login(staff.ada)
    path = f"/agencies/{contact.agency_id}/submit/"
    assert client.get(path).status_code == 200
    form = given(job, contact=contact.pk)
    del form["file"]
    assert client.post(path, form).status_code == 302
    application = Application.objects.get()
    assert application.submitted_by == contact and application.source == "agency"
    assert Event.objects.get(kind="front_door.CandidateSubmitted").actor_kind == "user"
    client.force_login(staff.cleo)
    assert client.post(path, form).status_code == 403
