"""SEC-14: who read what is remembered. Every page stands in one of these lists, so that none is forgotten."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from rapport.accounts import services as accounts
from rapport.accounts.tests import make
from rapport.config.readings import BY_THEMSELVES, READINGS
from rapport.events.models import AccessLog
from rapport.events.sentences import ACCESS_KINDS, ACCESSES
from rapport.jobs.tests import make as jobs
from rapport.messaging.models import Message
from rapport.messaging.tests import make as mails
from rapport.people.models import Person
from rapport.people.tests import make as people
from rapport.timeline.models import Attachment
from rapport.web.routes import PUBLIC

# What opening does not count as reading about one candidate, and why.
UNREAD = {
    "one's own account, notices, tasks and views": {
        *("own_addresses",),
        *("me", "me_theme", "me_language", "second_factor", "settings", "notices", "notices_pulse", "notices_read"),
        *("notice", "notice_wishes", "home", "pulse", "no-answer", "tasks", "task", "task-new", "task-bulk"),
        *("task-edit", "task-done", "task-reopen", "task-drop", "task-put-off", "people_views", "people_view_save"),
        *("people_view_drop", "job_views", "job_view_save", "job_view_drop", "item_draft", "item_draft_drop"),
    },
    "settings and what administrators keep": {
        *("second_factor_demand", "members", "invite", "member", "end_sessions", "deactivate", "reactivate"),
        *("resend_invitation", "revoke_invitation", "roles", "make_role", "role", "remove_role", "teams", "make_team"),
        *("team", "remove_team", "identities", "make_brand", "brand", "make_legal_entity", "legal_entity"),
        *("organisation", "backup", "reactions", "retry_reaction", "job-reasons", "staff_mail", "retry_staff_mail"),
        *("tags", "tag", "fields", "field_new", "field_edit", "sending", "stop_sending", "start_sending"),
    },
    "lists and boards of names: who is there, not what was said": {
        *("people", "people_filters", "people_duplicates", "agencies", "agency", "jobs", "job", "job-board"),
        *("job-pulse", "job-column", "job-candidates", "job-details", "outbox", "triage", "sandbox", "sandbox_pulse"),
        *("person_pulse", "message_why", "who_sees", "will_see", "job-team", "job-people", "inbox_pulse", "inbox_who"),
    },
    "suggestions while typing": {
        *("people_alike", "jobs-suggest", "job-suggest", "suggest_recipients", "pick_person", "task-suggest", "who"),
    },
    "acts and their forms: the fact they leave tells of them": {
        *("agency_edit", "agency_new", "agency_submit", "agency_link", "application-ask", "application-letter"),
        *("application-move", "application-transfer", "item_comment", "item_correct", "item_visibility", "item_pin"),
        *("item_read", "item_remove", "item_restore", "job-add", "job-apply", "job-bulk", "job-edit", "job-move-back"),
        *("job-new", "job-stages", "job-state", "jobs-bulk", "log", "note", "add_files", "person_new"),
        *("person_restore", "person_remove", "person_tag", "person_follow", "person_point", "person_point_new"),
        *("people_bulk", "people_dismiss", "people_sweep", "people_unmerge", "do_not_contact", "opt_out"),
        *("lift_do_not_contact", "message_act", "send_mail", "save_draft", "triage_decide", "sandbox_away"),
        *("drafts", "draft", "take_draft", "drop_draft", "begin_many", "write_many", "review_many", "send_many"),
        *("stop_many", "progress_of_many", "inbox_act", "inbox_many", "inbox_unread"),
        *("sandbox_bounce", "sandbox_empty", "sandbox_reply"),
    },
}


def names(patterns=None):
    """Every page of ours that is not public, by name."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "permission", PUBLIC) != PUBLIC:
            yield pattern.name


def test_every_page_says_whether_it_is_a_reading():
    lists = [set(READINGS), BY_THEMSELVES, *UNREAD.values()]
    listed = set().union(*lists)
    assert set(names()) == listed
    assert sum(len(one) for one in lists) == len(listed), "a page stands in two lists"


def test_every_kind_of_reading_has_words():
    kinds = {reading.kind for reading in READINGS.values()} | {"audit", "file", "versions", "export", "sign_in"}
    assert kinds <= set(ACCESSES) and set(ACCESSES) - {"person_export"} == set(ACCESS_KINDS)


@pytest.fixture
def staff(db) -> make.Staff:
    return make.three()


def read(user) -> list[tuple[str, int]]:
    rows = AccessLog.objects.filter(actor_kind="user", actor_id=user.pk).order_by("id")
    return list(rows.values_list("kind", "ref"))


@pytest.mark.parametrize("name", ["person", "person_overview", "person_edit", "person_consent"])
def test_opening_somebodys_page_is_remembered_with_who_when_and_from_where(staff, client, name):
    person = people.person()
    client.force_login(staff.ada)
    assert client.get(reverse(name, args=[person.pk]), headers={"user-agent": "Firefox"}).status_code == 200
    row = AccessLog.objects.get()
    assert (row.kind, row.ref, row.actor_id, row.ip, row.agent) == (
        "person", person.pk, staff.ada.pk, "127.0.0.1", "Firefox",
    )  # fmt: skip
    assert timezone.now() - row.at < timedelta(minutes=1)


def test_going_on_reading_is_one_reading_and_coming_back_is_another(staff, client, monkeypatch):
    person = people.person()
    client.force_login(staff.ada)
    for _ in range(3):
        client.get(f"/people/{person.pk}/")
    assert read(staff.ada) == [("person", person.pk)]
    monkeypatch.setattr("rapport.events.services.ledger.ONE_READING", timedelta(0))  # a quarter of an hour later
    client.get(f"/people/{person.pk}/")
    client.force_login(staff.ben)
    client.get(f"/people/{person.pk}/")
    assert read(staff.ada) == [("person", person.pk)] * 2 and read(staff.ben) == [("person", person.pk)]


def test_a_conversation_opened_in_the_inbox_is_a_reading_of_its_person(staff, client):
    message = mails.sent(people.person())
    client.force_login(staff.ada)
    client.get("/inbox/")
    assert read(staff.ada) == []
    client.get("/inbox/", {"c": message.conversation_id})
    assert read(staff.ada) == [("person", message.person_id)]


def test_what_was_refused_was_not_read(staff, client):
    hidden = people.person(audience_id=accounts.intern_audience("people", [staff.ben.pk]))
    client.force_login(staff.ada)
    assert client.get(f"/people/{hidden.pk}/").status_code == 404
    client.force_login(make.staff("Nobody"))
    assert client.get(f"/people/{hidden.pk}/").status_code == 403
    assert not AccessLog.objects.exists()


def test_a_search_is_remembered_each_time_and_never_its_words(staff, client):
    people.person("Diana Allen")
    client.force_login(staff.ada)
    client.get("/search")
    assert read(staff.ada) == []
    client.get("/search", {"q": "diana secret"})
    client.get("/search", {"q": "allen secret"})
    assert read(staff.ada) == [("search", 0)] * 2
    assert not [row for row in AccessLog.objects.values() if "secret" in str(row)]


def test_a_message_and_its_source_are_remembered(staff, client):
    people.person()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "diana.allen@example.org", "jobs@rapport.localhost", "Hello"
    mail.set_content("Is the job still open?")
    mails.arrive(mail)
    line = Message.objects.get().interaction_id
    client.force_login(staff.ben)
    for name in ("message", "message_frame", "message_source"):
        assert client.get(reverse(name, args=[line])).status_code == 200, name
    assert read(staff.ben) == [("message", line), ("source", line)]


def test_a_file_is_remembered(staff, client):
    person = people.person()
    client.force_login(staff.ada)
    upload = SimpleUploadedFile("cv.txt", b"words", "text/plain")
    client.post(f"/people/{person.pk}/files/", {"files": [upload], "visibility": "everyone"})
    attached = Attachment.objects.get()
    client.force_login(staff.ben)
    client.get(reverse("file", args=[attached.file.token]))
    assert read(staff.ben) == [("file", attached.file_id)]


@pytest.mark.parametrize("door", ["jobs", "candidates", "people"])
def test_a_list_taken_away_is_remembered(staff, client, door):
    accounts.set_roles(staff.actor(staff.root), staff.ada.pk, ["recruiting_lead"])
    job = jobs.job(owner=staff.ada)
    jobs.application(people.person(), job)
    client.force_login(staff.ada)
    person = Person.objects.get()
    answer = {
        "jobs": lambda: client.get("/jobs/export/csv"),
        "candidates": lambda: client.get(f"/jobs/{job.pk}/candidates/export/csv"),
        "people": lambda: client.post("/people/export/", {"format": "csv", "person": [person.pk]}),
    }[door]()
    assert answer.status_code == 200
    b"".join(answer.streaming_content if answer.streaming else [answer.content])
    assert (
        read(staff.ada)
        == {
            "jobs": [("export", 0)],
            "candidates": [("export", job.pk)],
            "people": [("person", person.pk)],
        }[door]
    )
    assert AccessLog.objects.get().why.split()[0] in {"jobs", "job", "export"}
    client.force_login(staff.root)
    told = client.get("/settings/access-log/").content.decode()
    assert "CSV" in told and ("took a list away" in told or "away in a list" in told)


def test_who_reads_by_the_right_to_read_everything_leaves_that_as_the_reason(staff, client):
    auditor = make.staff("Audrey Auditor", "auditor")
    person = people.person()
    client.force_login(auditor)
    client.get(f"/people/{person.pk}/")
    assert AccessLog.objects.get(kind="person").why == "audit"
    page = client.get("/settings/access-log/").content.decode()
    assert "by the right to read everything" in page and "Diana Allen" in page
    assert ("access_log", 0) in read(auditor)
