from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as make_jobs
from rapport.lib.actor import SYSTEM
from rapport.messaging import services as messaging
from rapport.messaging.models import Conversation
from rapport.messaging.tests import make as mail
from rapport.messaging.tests.conftest import outside
from rapport.people.tests import make as persons
from rapport.tasks.tests import make as make_tasks
from rapport.workspace.queries.my_day import my_day
from rapport.workspace.views.my_day import greeting

__all__ = ["outside"]
pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def answered(session: FakeSession, *people: Any, by: User) -> None:
    """Each of these people was written to by this user, and has answered."""
    for person in people:
        mail.sent(person, by=accounts.Staff.actor(None, by))  # type: ignore[arg-type]
        messaging.send_due(("urgent", "normal", "bulk"))
        address = f"{person.full_name} <{mail.address(person).value}>"
        mail.arrive(mail.answer_to(session.sent[-1].wire, sender=address))


def test_a_calm_day_says_so() -> None:
    staff = accounts.three()
    page = signed_in(staff.ada).get("/").content.decode()
    assert "Nothing waits for you" in page and "Ada" in page


def test_what_waits_for_me_stands_there_once(outside: FakeSession) -> None:
    staff = accounts.three()
    person = persons.person(owner=staff.ada)
    answered(outside, person, by=staff.ada)
    make_tasks.task(staff.ada, "Call the referee", due_at=timezone.now() - timedelta(days=1))
    make_tasks.task(staff.ada, "Some other month", due_at=timezone.now() + timedelta(days=40))
    day = my_day(staff.viewer(staff.ada))
    assert [reply.person_name for reply in day.replies] == ["Diana Allen"]
    assert day.replies[0].task is not None
    assert [line.title for line in day.tasks] == ["Call the referee"]
    assert (day.needs, day.late) == (2, 1)
    page = signed_in(staff.ada).get("/").content.decode()
    assert "Tuesday works." in page and "Call the referee" in page and "Some other month" not in page


def test_who_sees_that_somebody_waits(outside: FakeSession) -> None:
    """US-16: whoever has the conversation, else the owner; and a private answer stays with its readers."""
    staff = accounts.three()
    person = persons.person(owner=staff.ben)
    answered(outside, person, by=staff.ada)

    def waiting() -> list[str]:
        everybody = (staff.ada, staff.ben, staff.cleo, staff.root)
        return [u.name.split()[0] for u in everybody if my_day(staff.viewer(u)).replies]

    assert waiting() == ["Ada"]
    Conversation.objects.update(assignee=None)
    assert waiting() == ["Ben"]
    line = Conversation.objects.get().messages.get(direction="in").interaction
    line.abouts.update(audience_id=jobs.audience_for("only_me", member_ids=[staff.ada.pk]))
    assert waiting() == []


def test_no_answer_needed_by_one_button(outside: FakeSession) -> None:
    staff = accounts.three()
    answered(outside, persons.person(owner=staff.ada), by=staff.ada)
    conversation = Conversation.objects.get()
    assert signed_in(staff.cleo).post(f"/day/{conversation.pk}/no-answer").status_code in {403, 404}
    answer = signed_in(staff.ada).post(f"/day/{conversation.pk}/no-answer", HTTP_REFERER="http://testserver/")
    assert answer.status_code == 302 and answer["Location"] == "/"
    assert my_day(staff.viewer(staff.ada)).needs == 0


def test_new_people_on_my_jobs_until_i_look_at_the_board() -> None:
    staff = accounts.three()
    mine = make_jobs.job("Counsel", team=[(staff.ada.pk, "recruiter")])
    make_jobs.job("Somebody else’s")
    for n in range(4):
        make_jobs.application(persons.person(f"Person {n}", f"p{n}@example.org"), mine)
    (new,) = my_day(staff.viewer(staff.ada)).applications
    assert (new.job, new.count, new.more) == (mine, 4, 1)
    assert my_day(staff.viewer(staff.cleo)).applications == []
    jobs.look_at(staff.viewer(staff.ada), mine)
    assert my_day(staff.viewer(staff.ada)).applications == []


def test_deadlines_and_mails_to_come() -> None:
    staff = accounts.three()
    today = timezone.now().date()
    make_jobs.job("Soon", team=[(staff.ada.pk, "recruiter")], deadline_on=today + timedelta(days=2))
    make_jobs.job("Far", team=[(staff.ada.pk, "recruiter")], deadline_on=today + timedelta(days=20))
    person = persons.person()
    mail.sent(person, by=staff.actor(staff.ada), send_at=timezone.now() + timedelta(days=1))
    day = my_day(staff.viewer(staff.ada))
    assert [(d.job.title, d.days) for d in day.deadlines] == [("Soon", 2)]
    assert [m.subject for m in day.scheduled] == ["Your interview"]
    assert my_day(staff.viewer(staff.ben)).scheduled == []


def test_the_day_costs_at_most_fifteen_queries(outside: FakeSession, django_assert_max_num_queries: Any) -> None:
    staff = accounts.three()
    people = [persons.person(f"Person {n}", f"p{n}@example.org", owner=staff.ada) for n in range(5)]
    answered(outside, *people, by=staff.ada)
    job = make_jobs.job("Counsel", team=[(staff.ada.pk, "recruiter")])
    for person in people:
        make_tasks.task(staff.ada, "Call", person_id=person.pk, due_at=timezone.now())
        make_jobs.application(person, job)
        mail.sent(person, by=staff.actor(staff.ada), send_at=timezone.now() + timedelta(days=1))
    viewer = staff.viewer(staff.ada)
    assert viewer.facts and viewer.audience_ids  # what every page reads
    with django_assert_max_num_queries(15):
        day = my_day(viewer)
    assert len(day.tasks) == 5 and len(day.scheduled) == 5


@pytest.mark.parametrize(
    ("hour", "word"), [(6, "Good morning"), (13, "Good afternoon"), (22, "Good evening"), (2, "Good evening")]
)
def test_the_greeting_fits_the_hour(hour: int, word: str) -> None:
    assert greeting(datetime(2026, 11, 21, hour, tzinfo=UTC)) == word


def test_the_pulse_is_silent_until_something_of_mine_changes() -> None:
    staff = accounts.three()
    client = signed_in(staff.ada)
    first = client.get("/pulse?topics=user&v=").json()
    assert first["changed"] == []
    assert client.get(f"/pulse?topics=user&v={first['v']}").status_code == 204
    make_tasks.task(staff.ben, "For Ben alone")
    assert client.get(f"/pulse?topics=user&v={first['v']}").status_code == 204
    make_tasks.task(staff.ben, "For Ada", assignee_id=staff.ada.pk, due_at=timezone.now())
    news = client.get(f"/pulse?topics=user&v={first['v']}").json()
    assert news["changed"] == ["user"] and news["counts"]["tasks"] == 1


def test_the_pulse_of_others_and_of_what_one_may_not_see_is_not_heard() -> None:
    staff = accounts.three()
    client = signed_in(staff.cleo)
    v = client.get(f"/pulse?topics=user:{staff.ada.pk},triage,tasks,person:1&v=").json()["v"]
    make_tasks.task(staff.ada, "Anything", due_at=timezone.now())
    news = client.get(f"/pulse?topics=user:{staff.ada.pk},triage,tasks,person:1&v={v}")
    assert news.status_code == 204 or news.json()["changed"] == []
    assert SYSTEM is not None
