from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.events.models import Event
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as make_jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from rapport.people.tests import make as persons
from rapport.tasks import queries, services
from rapport.tasks.models import Task
from rapport.tasks.services import Change
from rapport.tasks.tests import make
from rapport.vault import services as vault
from rapport.vault.domain import person as subject

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="tasks.").order_by("pk").values_list("kind", flat=True))


def change(**fields: object) -> Change:
    given = {
        "title": "Call Diana",
        "details": "",
        "kind": "call",
        "assignee_id": None,
        "due_at": None,
        "remind_at": None,
        "visibility": "everyone",
    }
    return Change(**{**given, **fields})  # type: ignore[arg-type]


def test_words_of_a_task_are_sealed_and_go_with_the_person() -> None:
    staff, person = accounts.three(), persons.person()
    task = make.task(staff.ada, "Ask about the offer", person_id=person.pk, details="She hesitated.")
    row = Task.objects.get(pk=task.pk)
    assert b"offer" not in bytes(row.title) and b"hesitated" not in bytes(row.details)
    assert queries.line(staff.viewer(staff.ada), task.pk).details == "She hesitated."
    vault.destroy([subject(person.pk)])
    assert queries.line(staff.viewer(staff.ada), task.pk).details == ""


def test_facts_hold_no_words() -> None:
    staff, person = accounts.three(), persons.person()
    make.task(staff.ada, "Ask about the offer", person_id=person.pk, assignee_id=staff.ben.pk)
    assert kinds() == ["tasks.TaskAdded", "tasks.TaskAssigned"]
    assert "offer" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_whoever_gives_a_task_to_themselves_is_not_told() -> None:
    staff = accounts.three()
    make.task(staff.ada)
    assert kinds() == ["tasks.TaskAdded"]


def test_a_task_is_given_only_to_somebody_who_sees_what_it_is_about() -> None:
    staff = accounts.three()
    job = make_jobs.job(confidential=True, team=[(staff.ada.pk, "recruiter")])
    person = persons.person(audience_id=jobs.audience_for("everyone", job_id=job.pk))
    make_jobs.application(person, job)
    with pytest.raises(Invalid) as refused:
        make.task(staff.ada, person_id=person.pk, assignee_id=staff.ben.pk)
    assert "assignee" in refused.value.fields
    assert make.task(staff.ada, person_id=person.pk).assignee == staff.ada


def test_nobody_makes_a_task_about_somebody_they_may_not_see() -> None:
    staff, person = accounts.three(), persons.person()
    with pytest.raises(NotFound):
        make.task(staff.cleo, person_id=person.pk)


def test_who_sees_a_task() -> None:
    """US-16: one check serves every surface; whoever may not see a task learns nothing of it."""
    staff = accounts.three()
    job = make_jobs.job(team=[(staff.ada.pk, "recruiter"), (staff.cleo.pk, "interviewer")])
    person = persons.person()
    make_jobs.application(person, job)
    everyone = [staff.ada, staff.ben, staff.cleo, staff.root]
    expected = {
        ("everyone", None): {"Ada", "Ben", "Root"},
        ("everyone", job.pk): {"Ada", "Ben", "Cleo", "Root"},
        ("hiring_team", job.pk): {"Ada", "Cleo"},
        ("only_me", None): {"Ada"},
    }
    for (kind, job_id), names in expected.items():
        task = make.task(staff.ada, kind, person_id=person.pk, job_id=job_id, visibility=kind)
        seen = {u.name.split()[0] for u in everyone if queries.visible_to(staff.viewer(u)).filter(pk=task.pk).exists()}
        assert seen == names, (kind, job_id)
        for user in everyone:
            panel = queries.panel_for(staff.viewer(user), [person.pk])
            assert (task.pk in {line.id for line in panel}) == (user.name.split()[0] in names)
            if user.name.split()[0] not in names:
                with pytest.raises(NotFound):
                    services.done(staff.actor(user), task.pk)


def test_nobody_sees_tasks_about_their_own_record() -> None:
    staff = accounts.three()
    person = persons.person("Ben Okafor", "ben@home.example", user=staff.ben)
    task = make.task(staff.ada, person_id=person.pk)
    assert not queries.visible_to(staff.viewer(staff.ben)).filter(pk=task.pk).exists()


def test_a_chosen_circle_takes_in_whoever_gets_the_task() -> None:
    staff = accounts.three()
    task = make.task(staff.ada, visibility="only_me")
    assert not queries.visible_to(staff.viewer(staff.ben)).filter(pk=task.pk).exists()
    services.assign(staff.actor(staff.ada), task.pk, staff.ben.pk)
    assert queries.line(staff.viewer(staff.ben), task.pk).is_mine
    assert not queries.visible_to(staff.viewer(staff.root)).filter(pk=task.pk).exists()


def test_an_interviewer_finishes_what_they_were_given_and_nothing_else() -> None:
    staff = accounts.three()
    job, person = make_jobs.job(team=[(staff.cleo.pk, "interviewer")]), persons.person()
    make_jobs.application(person, job)
    task = make.task(staff.ada, person_id=person.pk, job_id=job.pk, assignee_id=staff.cleo.pk)
    services.done(staff.actor(staff.cleo), task.pk)
    assert Task.objects.get(pk=task.pk).done_by == staff.cleo
    other = make.task(staff.ada, person_id=persons.person("Omar Khalil", "omar@example.org").pk)
    with pytest.raises(NotFound):
        services.done(staff.actor(staff.cleo), other.pk)


def test_somebody_without_the_right_adds_none() -> None:
    staff = accounts.three()
    auditor = accounts.staff("Dora Auditor", "auditor")
    with pytest.raises(NotAllowed):
        make.task(auditor)
    task = make.task(staff.ada, person_id=persons.person().pk)
    assert queries.visible_to(staff.viewer(auditor)).filter(pk=task.pk).exists()
    with pytest.raises(NotAllowed):
        services.done(staff.actor(auditor), task.pk)


def test_done_and_undone() -> None:
    staff = accounts.three()
    ada, task = staff.actor(staff.ada), make.task(staff.ada)
    services.done(ada, task.pk)
    services.done(ada, task.pk)
    assert kinds().count("tasks.TaskDone") == 1
    services.reopen(ada, task.pk)
    assert queries.counts(staff.viewer(staff.ada))["mine"] == 1
    services.drop(ada, task.pk)
    assert queries.counts(staff.viewer(staff.ada))["mine"] == 0
    with pytest.raises(Conflict):
        services.put_off(ada, task.pk, "tomorrow")


def test_two_who_edit_at_once_meet_a_conflict() -> None:
    staff = accounts.three()
    ada, task = staff.actor(staff.ada), make.task(staff.ada)
    services.edit(ada, task.pk, change(title="Call Diana at ten"), revision=1)
    with pytest.raises(Conflict):
        services.edit(ada, task.pk, change(title="Call Diana at eleven"), revision=1)
    assert queries.line(staff.viewer(staff.ada), task.pk).title == "Call Diana at ten"
    fact = Event.objects.get(kind="tasks.TaskEdited").facts
    assert fact["fields"] == ["kind", "title"] and "Diana" not in str(fact)


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    staff = accounts.three()
    task = make.task(staff.ada, "Call Diana", kind="call")
    services.edit(staff.actor(staff.ada), task.pk, change(assignee_id=staff.ada.pk), revision=1)
    assert "tasks.TaskEdited" not in kinds()
    assert Task.objects.get(pk=task.pk).revision == 1


def test_put_off_keeps_the_hour_and_reminds_again() -> None:
    staff = accounts.three()
    due = timezone.now().replace(hour=14, minute=30, second=0, microsecond=0)
    task = make.task(staff.ada, due_at=due, remind_at=due - timedelta(days=2))
    services.remind()
    services.put_off(staff.actor(staff.ada), task.pk, "tomorrow")
    task.refresh_from_db()
    assert task.due_at and (task.due_at.hour, task.due_at.minute) == (14, 30)
    assert task.due_at.date() == timezone.now().date() + timedelta(days=1)
    assert task.reminded_at is None and task.remind_at and task.remind_at > timezone.now()


def test_a_reminder_comes_once() -> None:
    staff = accounts.three()
    past = timezone.now() - timedelta(minutes=1)
    make.task(staff.ada, due_at=past, remind_at=past)
    closed = make.task(staff.ada, due_at=past, remind_at=past)
    services.done(staff.actor(staff.ada), closed.pk)
    assert services.remind() == 1
    assert services.remind() == 0
    assert kinds().count("tasks.TaskDue") == 1


def test_a_system_task_stands_once_and_tells_itself_in_every_language() -> None:
    staff, person = accounts.three(), persons.person()
    house, takers = jobs.audience_for("everyone"), [staff.cleo.pk, staff.ben.pk]
    owed = services.Owed("reply_waiting", "reply_waiting:1", "reply", house, takers, person.pk)
    task = services.ensure(owed)
    assert services.ensure(owed) == task
    assert task.assignee == staff.ben  # Cleo could not see it
    assert queries.line(staff.viewer(staff.ben), task.pk).title == "Reply to Diana Allen"
    assert services.settle(SYSTEM, ["reply_waiting:1"]) == 1
    again = services.ensure(owed)
    assert again != task
    with pytest.raises(Conflict):
        services.reopen(staff.actor(staff.ben), task.pk)


def test_a_reminder_for_an_answer_goes_when_the_answer_comes() -> None:
    staff, person = accounts.three(), persons.person()
    task = services.remind_unless_answered(staff.actor(staff.ada), person_id=person.pk, interaction_id=77, days=3)
    assert task.until_answer_to == 77 and task.due_at and task.due_at > timezone.now() + timedelta(days=2)
    assert services.answered(SYSTEM, [76]) == 0
    assert services.answered(SYSTEM, [77]) == 1
    assert not queries.open_for(staff.viewer(staff.ada)).exists()
    assert Event.objects.get(kind="tasks.TaskDropped").facts["why"] == "answered"


def test_several_at_once_tell_what_did_not_work() -> None:
    staff = accounts.three()
    mine, secret = make.task(staff.ada), make.task(staff.ben, visibility="only_me")
    count, problems = services.each(staff.actor(staff.ada), [mine.pk, secret.pk, mine.pk], services.done)
    assert (count, len(problems)) == (1, 1)


def test_system_tasks_are_not_announced_twice() -> None:
    staff, person = accounts.three(), persons.person()
    house = jobs.audience_for("everyone")
    services.ensure(services.Owed("reply_waiting", "reply_waiting:1", "reply", house, [staff.ben.pk], person.pk))
    assert kinds() == ["tasks.TaskAdded"]
