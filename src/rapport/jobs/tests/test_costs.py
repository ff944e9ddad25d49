"""Long lists cost the database what short ones cost."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.accounts.models import User
from rapport.jobs.models import Application
from rapport.jobs.tests import make
from rapport.lib.actor import SYSTEM
from rapport.people import services as people

pytestmark = pytest.mark.django_db


def cost_of(user: User, url: str) -> int:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_of_jobs_costs_the_same_for_five_and_for_sixty() -> None:
    house = make.house()
    ada = house.staff.ada

    def more(count: int) -> None:
        for number in range(count):
            job = make.job(f"Counsel {number}", owner=ada, tags=["urgent", f"tag {number % 7}"])
            make.application(make.persons.person(f"P {job.pk}", f"p{job.pk}@home.example"), job)

    more(5)
    few = cost_of(ada, "/jobs/")
    more(55)
    assert cost_of(ada, "/jobs/") == few


def test_the_table_of_candidates_costs_the_same_for_five_and_for_sixty() -> None:
    house = make.house()
    ada, url = house.staff.ada, f"/jobs/{house.open.pk}/candidates/"
    contact = make.persons.contact(make.persons.agency())

    def more(start: int, count: int) -> None:
        for number in range(start, start + count):
            person = make.persons.person(f"P {number}", f"p{number}@home.example", owner=ada, submitted_by=contact)
            make.application(person, house.open)
        people.tag_people(SYSTEM, list(Application.objects.values_list("person_id", flat=True)), "bar")

    more(0, 5)
    few = cost_of(ada, url)
    more(5, 55)
    assert cost_of(ada, url) == few
