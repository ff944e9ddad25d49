"""What is being written is kept as it is typed, and colleagues who may see it know of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.events.models import Event
from rapport.messaging.models import Draft, Message
from rapport.messaging.queries import drafts
from rapport.messaging.tests import make
from rapport.people.models import Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


@pytest.fixture
def ada(client: Client, staff: accounts.Staff) -> Client:
    client.force_login(staff.ada)
    return client


@pytest.fixture
def ben(staff: accounts.Staff) -> Client:
    client = Client()
    client.force_login(staff.ben)
    return client


def save(client: Client, person: Person, **changes: object) -> str:
    fields = {"to": f"p{make.address(person).pk}", "subject": "Your offer", "html": "<p>Half a thought</p>", **changes}
    return client.post(f"/people/{person.pk}/mail/draft/", fields).content.decode()


def beside(client: Client, person: Person) -> str:
    shown = client.get(f"/people/{person.pk}/mail/drafts/").content.decode()
    return shown.replace("<bdi>", "").replace("</bdi>", "")


def test_every_field_is_kept_while_typing(ada: Client, staff: accounts.Staff) -> None:
    person = people.person()
    year = timezone.now().year + 1
    told = save(ada, person, cc=f"u{staff.ben.pk}", send_at=f"{year}-03-01T10:00", remind_days="3", audience="only_me")
    assert "Saved" in told
    page = ada.get(f"/people/{person.pk}/?compose=email").content.decode()
    for kept in (
        "Half a thought", f'name="cc" value="u{staff.ben.pk}"', f'value="{year}-03-01T10:00"',
        '<option value="3" selected', 'value="only_me" selected', "Saved",
    ):  # fmt: skip
        assert kept in page, kept
    first = Draft.objects.get().pk
    save(ada, person, html="<p>A whole thought</p>")
    assert Draft.objects.get().pk == first


def test_a_colleague_reads_that_somebody_writes_and_takes_over_with_a_trace(
    ada: Client, ben: Client, staff: accounts.Staff
) -> None:
    person = people.person()
    save(ada, person)
    draft = Draft.objects.get()
    assert "Ada Lovelace is writing" in beside(ben, person)
    assert "is writing" not in beside(ada, person)
    Draft.objects.update(saved_at=timezone.now() - drafts.WRITING_FOR)
    assert "Draft by" in beside(ben, person)
    read = ben.get(f"/people/{person.pk}/mail/drafts/{draft.pk}/").content.decode()
    assert "Half a thought" in read
    ben.post(f"/people/{person.pk}/mail/drafts/{draft.pk}/take/")
    page = ben.get(f"/people/{person.pk}/?compose=email").content.decode()
    assert "Half a thought" in page and "Ada Lovelace began this" in page.replace("<bdi>", "").replace("</bdi>", "")
    assert Event.objects.filter(kind="messaging.DraftTakenOver").exists()
    save(ben, person, html="<p>On with it</p>")
    assert "began this" in ben.get(f"/people/{person.pk}/mail/").content.decode()


def test_a_draft_for_oneself_or_for_others_is_not_shown(ada: Client, ben: Client, client: Client) -> None:
    person = people.person()
    save(ada, person, audience="only_me")
    draft = Draft.objects.get()
    assert "Ada" not in beside(ben, person)
    assert ben.get(f"/people/{person.pk}/mail/drafts/{draft.pk}/").status_code == 404
    assert ben.post(f"/people/{person.pk}/mail/drafts/{draft.pk}/take/").status_code == 404
    assert ben.post(f"/people/{person.pk}/mail/drafts/{draft.pk}/drop/").status_code == 404
    ada.post(f"/people/{person.pk}/mail/drafts/{draft.pk}/drop/")
    assert not Draft.objects.exists()


def test_who_writes_there_already_does_not_lose_it_by_taking_over(ada: Client, ben: Client) -> None:
    person = people.person()
    save(ada, person)
    theirs = Draft.objects.get()
    save(ben, person, html="<p>My own words</p>")
    answer = ben.post(f"/people/{person.pk}/mail/drafts/{theirs.pk}/take/", follow=True)
    assert b"writing here yourself" in answer.content and b"My own words" in answer.content
    theirs.refresh_from_db()
    assert theirs.author.name == "Ada Lovelace"


def test_the_pulse_tells_that_somebody_began(ada: Client, ben: Client) -> None:
    person = people.person()
    page = ben.get(f"/people/{person.pk}/").content.decode()
    v = page.split(' v="')[1].split('"')[0]
    url = page.split('<rp-pulse url="')[1].split('"')[0]
    assert ben.get(url, {"v": v}).status_code == 204
    save(ada, person)
    assert ben.get(url, {"v": v}).json()["changed"] == ["drafts"]


def test_sending_ends_the_draft(ada: Client, ben: Client, outside: FakeSession) -> None:
    person = people.person()
    save(ada, person)
    fields = {"to": f"p{make.address(person).pk}", "subject": "Your offer", "html": "<p>Done</p>"}
    ada.post(f"/people/{person.pk}/mail/send/", fields)
    assert Message.objects.count() == 1
    assert not Draft.objects.exists()
    assert "Ada" not in beside(ben, person)
