"""Saved views of the list of jobs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rapport.accounts.tests import make as accounts
from rapport.jobs.tests import make as jobs
from rapport.workspace.models import SavedView

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_filters_of_jobs_are_kept_under_a_name_opened_shared_and_dropped() -> None:
    staff = accounts.three()
    jobs.job()
    ada, ben, root = signed_in(staff.ada), signed_in(staff.ben), signed_in(staff.root)
    page = ada.get("/jobs/?state=open&sort=deadline&after=").content.decode()
    assert 'name="query" value="state=open&amp;sort=deadline"' in page
    answer = ada.post("/jobs/views/save/", {"name": "Mine", "query": "state=open&sort=deadline"})
    assert answer["Location"] == "/jobs/?state=open&sort=deadline"
    chips = ada.get("/jobs/views/?current=state%3Dopen%26sort%3Ddeadline", headers=HTMX).content.decode()
    assert "Mine" in chips and 'aria-current="true"' in chips
    view = SavedView.objects.get()
    assert view.screen == "jobs"
    # Neither another member's list nor the list of people shows it.
    assert "Mine" not in ben.get("/jobs/views/").content.decode()
    assert "Mine" not in ada.get("/people/views/", headers=HTMX).content.decode()
    assert ben.post(f"/jobs/views/{view.pk}/drop/").status_code == 404
    assert ada.post("/jobs/views/save/", {"name": "For all", "query": "", "shared": "on"}).status_code in (302, 403)
    root.post("/jobs/views/save/", {"name": "House", "query": "state=all", "shared": "on"})
    assert "House" in ben.get("/jobs/views/", headers=HTMX).content.decode()
    assert ada.post(f"/jobs/views/{view.pk}/drop/").status_code == 302
    assert not SavedView.objects.filter(name="Mine").exists()


def test_each_view_says_how_many_its_reader_would_find() -> None:
    staff = accounts.three()
    for number in range(3):
        jobs.job(f"Counsel {number}", department="Legal")
    jobs.job("Secret Counsel", department="Legal", confidential=True, team=[(staff.ben.pk, "recruiter")])
    jobs.job("Engineer", department="Engineering")
    for user in (staff.ada, staff.ben):
        signed_in(user).post("/jobs/views/save/", {"name": "Legal", "query": "department=Legal"})
    ada, ben = (signed_in(user).get("/jobs/views/", headers=HTMX).content.decode() for user in (staff.ada, staff.ben))
    assert '<span class="n num">3</span>' in ada
    assert '<span class="n num">4</span>' in ben


def test_many_views_cost_what_one_costs() -> None:
    staff = accounts.three()
    client = signed_in(staff.ada)
    jobs.job()
    for screen in ("jobs", "people"):
        client.post(f"/{screen}/views/save/", {"name": "View", "query": ""})
    for screen in ("jobs", "people"):
        queries = []
        for number in range(2):
            client.get(f"/{screen}/views/", headers=HTMX)
            with CaptureQueriesContext(connection) as caught:
                client.get(f"/{screen}/views/", headers=HTMX)
            queries.append(len(caught))
            for name in range(12 if number == 0 else 0):
                query = {"jobs": "state=all", "people": "owner=me&open=1"}[screen]
                client.post(f"/{screen}/views/save/", {"name": f"View {name}", "query": query})
        assert queries[0] == queries[1]
