"""A call that was a task: the log closes it, taking the log away opens it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.lib.actor import user as actor_of
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.tasks import services as tasks
from rapport.tasks.models import Task
from rapport.tasks.tests import make
from rapport.timeline import services as timeline
from rapport.timeline.models import Interaction

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def logged(client: Client, person: Person, **more: Any) -> Any:
    given = {
        "kind": "call", "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "direction": "out",
        "subject": "Notice period", "visibility": "everyone", **more,
    }  # fmt: skip
    return client.post(f"/people/{person.pk}/log/", given, headers={"HX-Request": "true"})


def test_the_form_names_the_task_and_saving_does_it_and_deleting_opens_it_again() -> None:
    staff, person = accounts.three(), persons.person()
    task = make.task(staff.ada, "Ask about the notice period", kind="call", person_id=person.pk)
    client = signed_in(staff.ada)
    page = client.get(client.get(f"/tasks/{task.pk}/")["Location"]).content.decode()
    assert "Ask about the notice period" in page and f'name="task" value="{task.pk}" checked' in page
    answer = logged(client, person, task=task.pk)
    line = Interaction.objects.get(kind="call")
    assert f"/items/{line.pk}/remove/" in answer["HX-Trigger"]
    task.refresh_from_db()
    assert task.done_at and task.done_by == staff.ada
    ada = actor_of(staff.ada.pk)
    timeline.remove(ada, line.pk)
    task.refresh_from_db()
    assert task.done_at is None
    timeline.restore(ada, line.pk)
    task.refresh_from_db()
    assert task.done_at


def test_the_task_stays_open_when_its_box_is_cleared() -> None:
    staff, person = accounts.three(), persons.person()
    make.task(staff.ada, kind="call", person_id=person.pk)
    assert logged(signed_in(staff.ada), person).status_code == 200
    assert Task.objects.get().done_at is None


def test_a_task_one_may_not_close_is_refused_and_nothing_is_logged() -> None:
    staff, person, other = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    hidden = make.task(staff.ben, kind="call", person_id=person.pk, visibility="only_me")
    elsewhere = make.task(staff.ada, kind="call", person_id=other.pk)
    client = signed_in(staff.ada)
    for task in (hidden, elsewhere):
        answer = logged(client, person, task=task.pk)
        assert answer.status_code == 422 and "not yours to close" in answer.content.decode()
    assert not Interaction.objects.filter(kind="call").exists()
    assert not Task.objects.filter(done_at__isnull=False).exists()


def test_a_task_done_before_the_log_stays_done_when_the_log_goes() -> None:
    staff, person = accounts.three(), persons.person()
    task = make.task(staff.ada, kind="call", person_id=person.pk)
    ada = actor_of(staff.ada.pk)
    tasks.done(ada, task.pk)
    logged(signed_in(staff.ada), person, task=task.pk)
    timeline.remove(ada, Interaction.objects.get(kind="call").pk)
    task.refresh_from_db()
    assert task.done_at
