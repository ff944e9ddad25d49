"""The candidate page through HTTP: what it shows, to whom, at which price."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as job_makes
from rapport.messaging.tests import make as letters
from rapport.people.tests import make as persons
from rapport.tasks.tests import make as tasks
from rapport.timeline.services import Part
from rapport.timeline.tests import make
from rapport.workspace import stepping
from rapport.workspace.queries.people_filters import Filters

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(person: Any, **query: str) -> str:
    return reverse("person", args=[person.pk], query=query)


def test_the_page_shows_who_it_is_and_what_was_said() -> None:
    them, job = accounts.three(), job_makes.job()
    person = persons.person(location="Austin, TX", time_zone="America/Chicago", owner=them.ada)
    job_makes.application(person, job)
    make.item(
        person,
        kind="call",
        by=them.ada,
        subject="Phone screen",
        duration_s=1080,
        parts=[Part("from", user_id=them.ada.pk)],
    )
    html = signed_in(them.ben).get(page_of(person)).content.decode()
    for words in ("Diana Allen", "diana.allen@example.org", "Austin, TX", "Associate Counsel", "Phone screen"):
        assert words in html
    assert "This communication was logged by <bdi>Ada Lovelace</bdi>." in html
    assert "Call, 18 min" in html


def test_whoever_may_not_see_a_person_finds_no_page() -> None:
    them = accounts.three()
    own = persons.person("Ada Lovelace", "ada@home.example", user=them.ada)
    hidden_job = job_makes.job(confidential=True)
    hidden = persons.person("Hidden", "h@example.org", audience_id=jobs.audience_for("everyone", job_id=hidden_job.pk))
    client = signed_in(them.ada)
    for person in (own, hidden):
        assert client.get(page_of(person)).status_code == 404
        assert client.get(reverse("person_pulse", args=[person.pk])).status_code == 404
    assert client.get("/people/999999/").status_code == 404


def own_queries(client: Client, url: str, **extra: Any) -> int:
    """All queries of the whole request: session, account, rights and the figures of the rail included."""
    client.get(url, **extra)  # the person has been seen before
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, **extra).status_code == 200
    return len(asked.captured_queries)


def test_the_price_of_the_page_stays_within_twelve_queries_whatever_its_size() -> None:
    them = accounts.three()
    person, friend = persons.person(), persons.person("Omar Khalil", "o@example.org")
    job_makes.application(person, job_makes.job())
    client = signed_in(them.ada)
    for n in range(60):
        make.item(
            person, friend, kind="call", by=them.ben, subject="Talk", at=make.NOON + make.hours(n),
            parts=[Part("from", user_id=them.ben.pk), Part("to", person_id=friend.pk)],
        )  # fmt: skip
    assert own_queries(client, page_of(person)) <= 12
    assert own_queries(client, page_of(person, tab="timeline")) <= 12
    assert own_queries(client, page_of(person, tab="timeline"), headers={**HTMX, "HX-Target": "newest"}) <= 10
    assert (
        own_queries(client, reverse("person_pulse", args=[person.pk]) + "?v=a.b.c") <= 6
    )  # one of them asks who writes


def test_every_tab_opens_and_every_way_to_write_has_an_address() -> None:
    them, person = accounts.three(), persons.person()
    job_makes.application(person, job_makes.job())
    make.item(person, by=them.ada, body="Asks about the Texas bar.")
    client = signed_in(them.ada)
    for tab in ("overview", "communications", "timeline", "notes", "files"):
        assert client.get(page_of(person, tab=tab)).status_code == 200
    for compose in ("email", "log", "note"):
        html = client.get(page_of(person, compose=compose)).content.decode()
        assert (
            'id="composing"><form' in html.replace("\n", "").replace("> <", "><").replace("  ", "") or "<form" in html
        )
    assert client.get(page_of(person, beside="1")).status_code == 200
    assert client.get(page_of(person, beside="1"), headers=HTMX).status_code == 200


def test_older_items_come_by_cursor_without_the_page_around_them() -> None:
    them, person = accounts.three(), persons.person()
    for n in range(35):
        make.item(person, body=f"number {n}", at=make.NOON + make.hours(n))
    client = signed_in(them.ada)
    html = client.get(page_of(person, tab="timeline")).content.decode()
    assert "number 34" in html and "number 4" not in html.replace("number 4<", "")
    cursor = html.split("cursor=")[1].split('"')[0].split("&")[0]
    rows = client.get(f"{page_of(person)}?tab=timeline&cursor={cursor}", headers=HTMX).content.decode()
    assert "number 0" in rows and "number 34" not in rows and "<html" not in rows
    assert client.get(f"{page_of(person)}?tab=timeline&cursor=nonsense").status_code == 404


def test_a_link_to_an_item_opens_it_and_a_link_to_somebody_elses_finds_nothing() -> None:
    them, person, other = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    item = make.item(person, by=them.ada, body="A long story. " * 40)
    client = signed_in(them.ada)
    html = client.get(page_of(person, item=str(item.pk))).content.decode()
    assert html.count("A long story.") >= 40
    assert client.get(page_of(other, item=str(item.pk))).status_code == 404


def test_words_are_found_within_the_history_and_marked() -> None:
    them, person = accounts.three(), persons.person()
    make.item(person, body="Notice period four weeks; wants <b>trial</b> work.")
    make.item(person, body="weeks four period", subject="Other")
    html = signed_in(them.ada).get(page_of(person, q='"four weeks"')).content.decode()
    assert (
        "<mark>four</mark> <mark>weeks</mark>" in html and "&lt;b&gt;trial" in html and "weeks four period" not in html
    )


def test_the_pulse_is_silent_about_what_the_viewer_may_not_see() -> None:
    them, person = accounts.three(), persons.person()
    client, url = signed_in(them.ada), reverse("person_pulse", args=[person.pk])
    v = client.get(page_of(person)).context["v"]
    assert client.get(url, {"v": v}).status_code == 204
    make.item(person, by=them.ben, audience_id=jobs.audience_for("only_me", member_ids=[them.ben.pk]))
    assert client.get(url, {"v": v}).status_code == 204
    make.item(person, by=them.ben)
    answer = client.get(url, {"v": v})
    assert answer.json()["changed"] == ["timeline"]
    # The tabs' figures come along, and tell no more than the page would.
    assert answer.json()["counts"] == {"tab-communications": "", "tab-notes": "1", "tab-files": ""}
    assert 'data-count="tab-notes">1<' in client.get(page_of(person)).content.decode()
    assert client.get(url, {"v": answer.json()["v"]}).status_code == 204


def test_a_second_look_tells_what_is_new_for_me() -> None:
    them, person = accounts.three(), persons.person()
    client = signed_in(them.ada)
    make.item(person, by=them.ben, body="old")
    assert client.get(page_of(person, tab="timeline")).context["page"].new_count == 0
    make.item(person, by=them.ben, body="fresh")
    assert client.get(page_of(person, tab="timeline")).context["page"].new_count == 1
    assert client.get(page_of(person, tab="timeline")).context["page"].new_count == 0


def test_the_overview_tab_offers_what_can_be_done_with_the_person() -> None:
    them, person = accounts.three(), persons.person()
    client = signed_in(them.root)
    html = client.get(page_of(person, tab="overview")).content.decode()
    for place in ("person_tag", "person_remove", "person_edit"):
        assert reverse(place, args=[person.pk]) in html
    persons.person("Diana Allen", "diana.allen@example.org")
    assert "This may be the same person as" in client.get(page_of(person, tab="overview")).content.decode()


def test_following_from_the_header_turns_the_button_and_refreshes_the_overview() -> None:
    them, person = accounts.three(), persons.person()
    client, url = signed_in(them.ada), reverse("person_follow", args=[person.pk])
    assert "Follow</button>" in client.get(page_of(person)).content.decode()
    answer = client.post(url, {"follow": "1"}, headers=HTMX)
    assert "Stop following" in answer.content.decode() and "followers" in answer["HX-Trigger"]
    assert "Stop following" in client.get(page_of(person)).content.decode()
    assert "Follow</button>" in client.post(url, {"follow": "0"}, headers=HTMX).content.decode()


def test_the_tabs_take_the_list_along_that_one_steps_through() -> None:
    them, person, after = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    token = stepping.token(Filters(sort="name"), 1, 2, False)
    html = signed_in(them.ada).get(page_of(person, list=token)).content.decode()
    carried = f"?tab=notes&amp;list={quote(token, safe='')}"
    assert carried in html and f"/people/{after.pk}/?list=" in html


def test_what_is_planned_can_be_done_cancelled_or_changed_where_it_stands() -> None:
    them, person = accounts.three(), persons.person()
    ada = them.actor(them.ada)
    task = tasks.task(them.ada, "Call about notice", person_id=person.pk)
    message = letters.sent(person, by=ada, send_at=timezone.now() + timedelta(days=2))
    client = signed_in(them.ada)
    html = client.get(page_of(person, beside="1"), headers=HTMX).content.decode()
    assert 'id="up-next" class="up-next" hx-swap-oob="true"' in html
    assert 'id="up-next"' in client.get(page_of(person)).content.decode()
    plain = client.get(page_of(person, beside="1")).content.decode()
    assert plain.count("Call about notice") == html.count("Call about notice") and plain.count('id="up-next"') == 1
    for place in (
        reverse("task-done", args=[task.pk]),
        reverse("message_act", args=[message.pk, "recall"]),
        reverse("message_act", args=[message.pk, "edit"]),
        reverse("message_why", args=[message.interaction_id]),
    ):
        assert place in html
    client.post(reverse("task-done", args=[task.pk]), headers=HTMX)
    client.post(reverse("message_act", args=[message.pk, "recall"]), headers=HTMX)
    html = client.get(page_of(person, beside="1"), headers=HTMX).content.decode()
    assert 'id="up-next"' in html and "Up next" not in html


def test_times_are_told_by_the_readers_own_clock_and_nobody_elses() -> None:
    them, person = accounts.three(), persons.person()
    make.item(person, by=them.ben, body="late", at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    User.objects.filter(pk=them.ada.pk).update(time_zone="Asia/Tokyo")
    User.objects.filter(pk=them.ben.pk).update(time_zone="Nowhere/Atall")
    assert "08:30" in signed_in(them.ada).get(page_of(person, tab="timeline")).content.decode()
    assert "23:30" in signed_in(them.ben).get(page_of(person, tab="timeline")).content.decode()
    assert timezone.get_current_timezone_name() == "UTC"


def test_an_update_of_an_application_is_asked_for_by_mail(outside: FakeSession) -> None:
    them, person, job = accounts.three(), persons.person(), job_makes.job()
    application = job_makes.application(person, job)
    client, url = signed_in(them.ada), reverse("application-ask", args=[application.pk])
    assert url in client.get(page_of(person)).content.decode()
    assert url in client.get(reverse("application", args=[application.pk])).content.decode()
    assert "What is missing?" in client.get(url, headers=HTMX).content.decode()
    assert "Say what is missing" in client.post(url, {"request": " "}, headers=HTMX).content.decode()
    answer = client.post(url, {"request": "Your bar certificate"}, headers=HTMX)
    assert answer.status_code == 200 and "close-dialog" in answer["HX-Trigger"]
    mails = [line for line in client.get(page_of(person)).context["page"].items if line.is_message]
    assert mails and mails[0].is_system and mails[0].opens
    assert signed_in(them.cleo).post(url, {"request": "x"}).status_code in (403, 404)
