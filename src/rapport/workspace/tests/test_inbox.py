"""The inbox: who sees what in which view, and what can be done with a conversation."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.jobs import services as jobs
from rapport.lib.errors import Invalid, NotFound
from rapport.messaging.models import Conversation
from rapport.messaging.services import conversations
from rapport.messaging.tests import make as mail
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.timeline.models import Interaction
from rapport.workspace.queries import inbox
from rapport.workspace.tests.test_my_day import answered, signed_in

pytestmark = pytest.mark.django_db


def names(user: User, view: str) -> list[str]:
    return [row.person_name for row in inbox.listing(accounts.Staff.viewer(None, user), view).rows]  # type: ignore[arg-type]


def count(user: User, view: str) -> int:
    return inbox.counts(accounts.Staff.viewer(None, user))[view][0]  # type: ignore[arg-type]


def waiting(session: FakeSession, owner: User) -> tuple[Person, Conversation]:
    person = persons.person(owner=owner)
    answered(session, person, by=owner)
    return person, Conversation.objects.get()


def test_an_answer_stands_unread_with_its_words_and_the_hour_it_is_due(outside: FakeSession) -> None:
    staff = accounts.three()
    _, conversation = waiting(outside, staff.ada)
    (row,) = inbox.listing(staff.viewer(staff.ada), "mine").rows
    assert (row.person_name, row.is_unread, row.is_theirs) == ("Diana Allen", True, True)
    assert "Tuesday works." in row.preview and row.due is not None and not row.is_late
    page = signed_in(staff.ada).get("/inbox/").content.decode()
    assert "Tuesday works." in page and "unread" in page
    opened = signed_in(staff.ada).get(f"/inbox/?c={conversation.pk}").content.decode()
    assert "Hello Diana" in opened and "An answer is due by" in opened
    (row,) = inbox.listing(staff.viewer(staff.ada), "mine").rows
    assert not row.is_unread
    signed_in(staff.ada).post(f"/inbox/{conversation.pk}/unread/")
    assert inbox.listing(staff.viewer(staff.ada), "mine").rows[0].is_unread


def test_every_view_opens_and_says_when_it_is_empty() -> None:
    staff = accounts.three()
    client = signed_in(staff.ada)
    for view in inbox.VIEWS:
        assert client.get(f"/inbox/?view={view}").status_code == 200
    assert client.get("/inbox/?view=nothing").status_code == 404
    assert client.get("/inbox/?cursor=nonsense").status_code == 404


def test_words_kept_to_a_few_stand_in_nobody_elses_inbox_nor_figures(outside: FakeSession) -> None:
    staff = accounts.three()
    _, conversation = waiting(outside, staff.ada)
    assert names(staff.ben, "unanswered") == ["Diana Allen"] and count(staff.ben, "unanswered") == 1
    private = jobs.audience_for("only_me", member_ids=[staff.ada.pk])
    Interaction.objects.filter(message__conversation=conversation).update(audience_id=private)
    assert names(staff.ben, "unanswered") == [] and count(staff.ben, "unanswered") == 0
    assert signed_in(staff.ben).get(f"/inbox/?c={conversation.pk}").status_code == 404
    assert signed_in(staff.ben).get(f"/inbox/{conversation.pk}/who/").status_code == 404
    assert names(staff.ada, "unanswered") == ["Diana Allen"]
    with pytest.raises(NotFound):
        conversations.close(staff.actor(staff.ben), conversation.pk)
    with pytest.raises(Invalid):
        conversations.assign(staff.actor(staff.ada), conversation.pk, staff.ben.pk)


def test_nobody_finds_their_own_record(outside: FakeSession) -> None:
    staff = accounts.three()
    person, conversation = waiting(outside, staff.ada)
    Person.objects.filter(pk=person.pk).update(user=staff.ben)
    assert names(staff.ben, "unanswered") == [] and count(staff.ben, "unanswered") == 0
    assert signed_in(staff.ben).get(f"/inbox/?c={conversation.pk}").status_code == 404


def test_whose_it_is(outside: FakeSession) -> None:
    staff = accounts.three()
    _, conversation = waiting(outside, staff.ada)
    assert names(staff.ada, "mine") and names(staff.ben, "team") and not names(staff.ben, "mine")
    signed_in(staff.ben).post(f"/inbox/{conversation.pk}/act/assign/", {"user": "me"})
    assert names(staff.ben, "mine") and not names(staff.ada, "mine") and names(staff.ada, "team")
    signed_in(staff.ben).post(f"/inbox/{conversation.pk}/act/assign/", {"user": ""})
    assert names(staff.ben, "unassigned") and names(staff.ada, "unassigned")


def test_done_leaves_and_a_reply_brings_it_back(outside: FakeSession) -> None:
    staff = accounts.three()
    person, conversation = waiting(outside, staff.ada)
    client = signed_in(staff.ada)
    answer = client.post(f"/inbox/{conversation.pk}/act/done/", HTTP_HX_REQUEST="true")
    assert "/act/reopen/" in answer["HX-Trigger"]
    assert (names(staff.ada, "mine"), names(staff.ada, "done"), count(staff.ada, "unanswered")) == (
        [],
        ["Diana Allen"],
        0,
    )
    client.post(f"/inbox/{conversation.pk}/act/reopen/")
    assert names(staff.ada, "unanswered") == ["Diana Allen"], "what was called answered by it waits again"
    client.post(f"/inbox/{conversation.pk}/act/done/")
    again = mail.answer_to(outside.sent[-1].wire, "One more thing.", f"Diana Allen <{mail.address(person).value}>")
    mail.arrive(again)
    assert names(staff.ada, "mine") == ["Diana Allen"] and names(staff.ada, "done") == []
    assert names(staff.ada, "unanswered") == ["Diana Allen"]


def test_snoozed_until_a_time_or_until_they_reply(outside: FakeSession) -> None:
    staff = accounts.three()
    person, conversation = waiting(outside, staff.ada)
    client = signed_in(staff.ada)
    client.post(f"/inbox/{conversation.pk}/act/snooze/", {"until": "tomorrow"})
    assert names(staff.ada, "mine") == [] and names(staff.ada, "snoozed") == ["Diana Allen"]
    Conversation.objects.update(snoozed_until=timezone.now() - timedelta(minutes=1))
    assert names(staff.ada, "mine") == ["Diana Allen"] and names(staff.ada, "snoozed") == []
    client.post(f"/inbox/{conversation.pk}/act/snooze/", {"until": "reply"})
    assert names(staff.ada, "mine") == [] and names(staff.ada, "unanswered") == []
    mail.arrive(mail.answer_to(outside.sent[-1].wire, "Hello?", f"Diana Allen <{mail.address(person).value}>"))
    assert names(staff.ada, "mine") == ["Diana Allen"] and names(staff.ada, "snoozed") == []
    with pytest.raises(Invalid):
        conversations.snooze(staff.actor(staff.ada), conversation.pk, until=timezone.now() - timedelta(hours=1))


def test_overdue_counts_from_the_first_unanswered_word(outside: FakeSession) -> None:
    staff = accounts.three()
    waiting(outside, staff.ada)
    assert names(staff.ada, "overdue") == []
    Conversation.objects.update(waiting_since=timezone.now() - timedelta(days=6))
    (row,) = inbox.listing(staff.viewer(staff.ada), "overdue").rows
    assert row.is_late and count(staff.ada, "overdue") == 1


def test_what_we_wrote_last_waits_on_the_candidate(outside: FakeSession) -> None:
    staff = accounts.three()
    mail.sent(persons.person(owner=staff.ada), by=staff.actor(staff.ada))
    assert names(staff.ada, "waiting") == ["Diana Allen"] and names(staff.ada, "mine") == []


def test_planned_mail_stands_under_scheduled_for_its_writer_alone() -> None:
    staff = accounts.three()
    mail.sent(persons.person(), by=staff.actor(staff.ada), send_at=timezone.now() + timedelta(days=1))
    assert names(staff.ada, "scheduled") == ["Diana Allen"] and names(staff.ben, "scheduled") == []


def test_several_at_once(outside: FakeSession) -> None:
    staff = accounts.three()
    people = [persons.person(f"Person {n}", f"p{n}@example.org", owner=staff.ada) for n in range(3)]
    answered(outside, *people, by=staff.ada)
    ids = list(Conversation.objects.values_list("pk", flat=True))
    client = signed_in(staff.ada)
    given = {"verb": "done", "chosen": [*ids[:2], "999999"]}
    answer = client.post("/inbox/many/", given, HTTP_HX_REQUEST="true")
    assert len(names(staff.ada, "done")) == 2 and len(names(staff.ada, "mine")) == 1
    told = json.loads(answer["HX-Trigger"])["notice"]
    assert "2 of 3" in told["text"]
    client.post(told["undo"]["url"])
    assert names(staff.ada, "done") == [] and len(names(staff.ada, "unanswered")) == 3


def test_the_list_costs_the_same_for_one_and_for_many(outside: FakeSession, django_assert_max_num_queries: Any) -> None:
    staff = accounts.three()
    people = [persons.person(f"Person {n}", f"p{n}@example.org", owner=staff.ada) for n in range(6)]
    answered(outside, *people, by=staff.ada)
    viewer = staff.viewer(staff.ada)
    assert viewer.facts and viewer.audience_ids  # what every page reads
    with django_assert_max_num_queries(4):
        assert len(inbox.listing(viewer, "mine").rows) == 6
    with django_assert_max_num_queries(2):
        assert inbox.counts(viewer)["mine"] == (6, False)


def test_pages_follow_one_another(outside: FakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = accounts.three()
    people = [persons.person(f"Person {n}", f"p{n}@example.org", owner=staff.ada) for n in range(5)]
    answered(outside, *people, by=staff.ada)
    monkeypatch.setattr(inbox, "SHOWN", 2)
    viewer, found, cursor = staff.viewer(staff.ada), [], ""
    for _ in range(3):
        page = inbox.listing(viewer, "mine", cursor)
        found += [row.person_name for row in page.rows]
        cursor = page.older or ""
    assert sorted(found) == [f"Person {n}" for n in range(5)] and cursor == ""


def test_the_pulse_is_silent_until_something_one_may_see_changes(outside: FakeSession) -> None:
    staff = accounts.three()
    _, conversation = waiting(outside, staff.ada)
    client = signed_in(staff.ada)
    v = client.get("/inbox/pulse?v=").json()["v"]
    assert (again := client.get(f"/inbox/pulse?v={v}")).status_code == 204 or again.json()["changed"] == []
    conversations.assign(staff.actor(staff.ben), conversation.pk, staff.ben.pk)
    news = client.get(f"/inbox/pulse?v={v}").json()
    assert news["changed"] == ["inbox"] and news["counts"]["inbox-mine"] == ""


def test_an_interviewer_acts_on_nothing(outside: FakeSession) -> None:
    staff = accounts.three()
    _, conversation = waiting(outside, staff.ada)
    client: Client = signed_in(staff.cleo)
    assert client.post(f"/inbox/{conversation.pk}/act/done/").status_code in {403, 404}
    assert names(staff.ada, "mine") == ["Diana Allen"]
