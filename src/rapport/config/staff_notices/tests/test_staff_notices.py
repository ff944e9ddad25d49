"""From a fact to the bell: who hears of what, and who does not."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from rapport.accounts import services as accounts
from rapport.accounts.queries import Viewer
from rapport.accounts.tests import make
from rapport.events import services as events
from rapport.jobs.events import DeadlineNear
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.notices import queries
from rapport.notices.models import Notice
from rapport.people import services as people_services
from rapport.people.models import Person, Twins
from rapport.people.tests import make as people
from rapport.tasks.events import TaskAssigned
from rapport.timeline.events import Mentioned
from rapport.timeline.services.record import Entry, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> make.Staff:
    return make.three()


def work() -> None:
    while events.react():
        pass


def publish(actor, fact) -> None:
    with transaction.atomic():
        events.publish(actor, fact)
    work()


def heard() -> set[tuple[int, str]]:
    return set(Notice.objects.values_list("user_id", "kind"))


def note(staff, person: Person, audience_id: int, kind: str = "note") -> int:
    with transaction.atomic():
        line, _ = record(staff.actor(staff.ada), Entry(kind, timezone.now(), audience_id, [person.pk], text="words"))
    return line.pk


@pytest.mark.parametrize(("kind", "told"), [("note", "mentioned"), ("internal", "internal_message")])
def test_a_mention_reaches_those_who_may_read_it_and_nobody_else(staff, kind, told):
    person = people.person()
    audience = accounts.intern_audience("people", [staff.ada.pk, staff.ben.pk])
    item = note(staff, person, audience, kind)
    publish(staff.actor(staff.ada), Mentioned(person.pk, item, [staff.ada.pk, staff.ben.pk, staff.cleo.pk]))
    assert heard() == {(staff.ben.pk, told)}
    line = queries.tell(queries.newest(Viewer(staff.ben)))[0]
    assert "Ada Lovelace" in line.text and "Diana Allen" in line.text
    assert line.url == f"/items/{item}/"


def test_nobody_hears_of_an_application_of_their_own(staff):
    job = jobs.job(owner=staff.ada)
    jobs.application(people.person(user=staff.ada), job)
    work()
    assert heard() == set()


def test_the_owner_of_a_job_hears_of_applications_and_its_deadline(staff):
    job = jobs.job(owner=staff.ada)
    jobs.application(people.person(), job)
    publish(SYSTEM, DeadlineNear(job.pk, staff.ada.pk))
    assert heard() == {(staff.ada.pk, "application_received"), (staff.ada.pk, "deadline_near")}
    texts = [line.text for line in queries.tell(queries.newest(Viewer(staff.ada)))]
    assert texts == [
        "The application deadline of Associate Counsel is near",
        "Diana Allen applied for Associate Counsel",
    ]


def test_a_task_that_is_gone_is_not_told(staff):
    publish(staff.actor(staff.ada), TaskAssigned(None, 987654321, staff.ben.pk))
    assert heard() == set()


@pytest.fixture
def pair(staff):
    """Ben looks after one and sees both; Cleo looks after the other and sees that one alone; Ada sees both."""
    both = accounts.intern_audience("people", [staff.ada.pk, staff.ben.pk])
    all_three = accounts.intern_audience("people", [staff.ada.pk, staff.ben.pk, staff.cleo.pk])
    accounts.set_roles(staff.actor(staff.root), staff.cleo.pk, ["recruiter"])
    one = people.person("Diana Allen", "d@example.org", owner=staff.ben, audience_id=both)
    other = people.person("D. Reed", "d@example.org", owner=staff.cleo, audience_id=all_three)
    work()
    return one, other


def duplicates(user) -> list[tuple[str, str]]:
    lines = queries.tell(queries.newest(Viewer(user)))
    return [(line.text, line.url) for line in lines if line.notice.kind == "duplicate_found"]


def test_a_duplicate_is_told_to_who_looks_after_one_and_sees_both(staff, pair, client):
    one, other = pair
    address = f"/people/merge/{one.pk}/{other.pk}/"
    assert duplicates(staff.ben) == [("Diana Allen may be on file twice", address)]
    client.force_login(staff.ben)
    assert client.get(address).status_code == 200


def test_whoever_sees_only_one_of_two_learns_nothing(staff, pair):
    assert not Notice.objects.filter(user=staff.cleo).exists()
    assert duplicates(staff.cleo) == []


def test_whoever_looks_after_neither_is_left_in_peace(staff, pair):
    assert duplicates(staff.ada) == []


def test_a_notice_of_a_duplicate_goes_when_one_of_them_is_out_of_sight(staff, pair, client):
    one, _other = pair
    people_services.remove_person(SYSTEM, one.pk)
    assert duplicates(staff.ben) == [] and queries.unread_count(Viewer(staff.ben)) == 0
    client.force_login(staff.ben)
    notice = Notice.objects.get(user=staff.ben, kind="duplicate_found")
    assert client.get(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_a_notice_of_a_duplicate_goes_when_somebody_said_no(staff, pair):
    people_services.dismiss(staff.actor(staff.ben), Twins.objects.get().pk)
    assert duplicates(staff.ben) == []


def test_the_sweep_tells_each_pair_once(staff, pair):
    Twins.objects.all().delete()
    Notice.objects.all().delete()
    assert [people_services.sweep_twins() for _ in range(2)] == [1, 0]
    work()
    assert len(duplicates(staff.ben)) == 1
