from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.people.tests import make as persons
from rapport.tasks import services
from rapport.tasks.models import Task
from rapport.tasks.tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form(**fields: Any) -> dict[str, Any]:
    return {
        "title": "Call Diana",
        "kind": "call",
        "due": "tomorrow",
        "remind": "morning",
        "visibility": "everyone",
        **fields,
    }


def test_the_list_groups_by_day_late_first() -> None:
    staff, now = accounts.three(), timezone.now()
    make.task(staff.ada, "Some time")
    make.task(staff.ada, "Long ago", due_at=now - timedelta(days=2))
    make.task(staff.ada, "Far away", due_at=now + timedelta(days=40))
    text = signed_in(staff.ada).get("/tasks/").content.decode()
    assert text.index("Overdue") < text.index("Long ago") < text.index("Far away") < text.index("Some time")


def test_the_lists_of_others() -> None:
    staff = accounts.three()
    make.task(staff.ada, "Please look at Omar", assignee_id=staff.ben.pk)
    ada, ben, root = signed_in(staff.ada), signed_in(staff.ben), signed_in(staff.root)
    assert b"Please look at Omar" not in ada.get("/tasks/").content
    assert b"Please look at Omar" in ada.get("/tasks/?view=given").content
    assert b"Please look at Omar" in ben.get("/tasks/").content
    assert ada.get("/tasks/?view=team").status_code == 404
    assert b"Please look at Omar" in root.get("/tasks/?view=team").content


def test_filters_narrow() -> None:
    staff, person = accounts.three(), persons.person()
    make.task(staff.ada, "Ring her", kind="call", person_id=person.pk)
    make.task(staff.ada, "Write to him", kind="mail")
    client = signed_in(staff.ada)
    assert b"Write to him" not in client.get("/tasks/?kind=call").content
    page = client.get(f"/tasks/?person={person.pk}").content
    assert b"Ring her" in page and b"Write to him" not in page
    assert b"No task like this" in client.get("/tasks/?kind=text").content
    assert client.get("/tasks/?after=nonsense").status_code == 404


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["page", "dialog"])
def test_a_task_added_twice_by_one_form_is_added_once(extra: dict[str, Any]) -> None:
    staff = accounts.three()
    client = signed_in(staff.ada)
    mark = re.search(r'name="once" value="([^"]+)"', client.get("/tasks/new", **extra).content.decode())
    assert mark
    for _ in range(2):
        answer = client.post("/tasks/new", form(once=mark[1]), **extra)
        assert answer.status_code == (204 if extra else 302)
    assert Task.objects.count() == 1


def test_adding_by_dialog_and_by_page() -> None:
    staff, person = accounts.three(), persons.person()
    client = signed_in(staff.ada)
    assert b"<dialog" not in client.get("/tasks/new", **HTMX).content
    answer = client.post("/tasks/new", form(person=person.pk, assignee=staff.ada.pk), **HTMX)
    assert answer.status_code == 204 and "close-dialog" in answer["HX-Trigger"]
    answer = client.post(
        "/tasks/new",
        form(title="By name", person_name="Diana Allen"),
        HTTP_REFERER="http://testserver/tasks/?kind=call",
    )
    assert answer.status_code == 302 and answer["Location"] == "/tasks/?kind=call"
    assert Task.objects.filter(person=person).count() == 2


@pytest.mark.parametrize(
    "fields", [{"title": " "}, {"due": "day"}, {"person_name": "Nobody Here"}, {"visibility": "roles"}]
)
def test_what_cannot_be_taken_comes_back_with_a_reason(fields: dict[str, str]) -> None:
    staff = accounts.three()
    answer = signed_in(staff.ada).post("/tasks/new", form(**fields), **HTMX)
    assert answer.status_code == 422 and answer["HX-Retarget"] == "#dialog"
    assert b'class="error"' in answer.content
    assert not Task.objects.exists()


def test_a_stale_form_shows_what_stands_there_now() -> None:
    staff = accounts.three()
    task = make.task(staff.ada, "Call Diana")
    client = signed_in(staff.ada)
    client.post(f"/tasks/{task.pk}/edit", form(title="Call her at ten", revision=1), **HTMX)
    answer = client.post(f"/tasks/{task.pk}/edit", form(title="Call her at eleven", revision=1), **HTMX)
    assert answer.status_code == 409
    assert b"Call her at ten" in answer.content and b"Call her at eleven" in answer.content
    assert (
        client.post(f"/tasks/{task.pk}/edit", form(title="Call her at eleven", revision=2), **HTMX).status_code == 204
    )


def test_done_offers_to_take_it_back() -> None:
    staff = accounts.three()
    task = make.task(staff.ada)
    client = signed_in(staff.ada)
    answer = client.post(f"/tasks/{task.pk}/done", **HTMX)
    assert f"/tasks/{task.pk}/reopen" in answer["HX-Trigger"]
    client.post(f"/tasks/{task.pk}/reopen", **HTMX)
    assert Task.objects.get(pk=task.pk).done_at is None
    assert client.post(f"/tasks/{task.pk}/put-off", {"due": "next_week"}, **HTMX).status_code == 204
    assert client.get(f"/tasks/{task.pk}/done").status_code == 405


def test_several_at_once() -> None:
    staff = accounts.three()
    tasks = [make.task(staff.ada, f"Task {n}") for n in range(3)]
    client = signed_in(staff.ada)
    ids = [t.pk for t in tasks]
    client.post("/tasks/bulk", {"tasks": ids, "do": "due", "due": "tomorrow"}, **HTMX)
    assert Task.objects.filter(due_at__isnull=False).count() == 3
    client.post("/tasks/bulk", {"tasks": ids[:2], "do": "assign", "assignee": staff.ben.pk}, **HTMX)
    assert Task.objects.filter(assignee=staff.ben).count() == 2
    answer = client.post("/tasks/bulk", {"tasks": ids, "do": "done"}, **HTMX)
    assert "3 tasks done" in answer["HX-Trigger"]


def test_a_task_hidden_from_somebody_is_not_there_for_them() -> None:
    staff = accounts.three()
    task = make.task(staff.ada, visibility="only_me")
    client = signed_in(staff.ben)
    for url in (f"/tasks/{task.pk}/", f"/tasks/{task.pk}/edit"):
        assert client.get(url).status_code == 404
    assert client.post(f"/tasks/{task.pk}/done").status_code == 404


def test_a_call_task_opens_the_log_form_of_the_candidate() -> None:
    staff, person = accounts.three(), persons.person()
    task = make.task(staff.ada, kind="call", person_id=person.pk)
    answer = signed_in(staff.ada).get(f"/tasks/{task.pk}/")
    assert answer["Location"] == f"/people/{person.pk}/?log=call&task={task.pk}"


def test_the_list_costs_the_same_for_one_and_for_fifty(django_assert_max_num_queries: Any) -> None:
    staff, person = accounts.three(), persons.person()
    for n in range(50):
        make.task(staff.ada, f"Task {n}", person_id=person.pk)
    circle = Task.objects.values_list("audience_id", flat=True)[0]
    services.ensure(services.Owed("reply_waiting", "reply_waiting:9", "reply", circle, [staff.ada.pk], person.pk))
    client = signed_in(staff.ada)
    client.get("/tasks/")
    # Session with its user and last visit (7), rights (4), list, words (2), counts, colleagues to give to.
    with django_assert_max_num_queries(16):
        client.get("/tasks/", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="tasks")


def test_pickers_offer_what_the_viewer_may_see() -> None:
    staff = accounts.three()
    persons.person()
    assert [row["label"] for row in signed_in(staff.ada).get("/tasks/suggest/people?q=all dia").json()] == [
        "Diana Allen"
    ]
    assert signed_in(staff.cleo).get("/tasks/suggest/people?q=diana").json() == []
    assert [row["label"] for row in signed_in(staff.ada).get("/tasks/suggest/staff?q=ben").json()] == ["Ben Okafor"]
    assert signed_in(staff.ada).get("/tasks/suggest/nonsense").status_code == 404
