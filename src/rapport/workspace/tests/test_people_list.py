from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from openpyxl import load_workbook

from rapport.accounts.services import intern_audience
from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.events.models import AccessLog, Event
from rapport.events.services import publish
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import NotAllowed
from rapport.messaging import services as messaging
from rapport.messaging.tests import make as letters
from rapport.people import services as people
from rapport.people.models import Person, PersonAudience
from rapport.people.tests import make as persons
from rapport.timeline.events import InteractionLogged
from rapport.timeline.services import Entry, record
from rapport.workspace import sheets, stepping
from rapport.workspace.queries import people_choices, people_list, saved_views
from rapport.workspace.queries.people_filters import Filters, read
from rapport.workspace.services import saved_views as view_services

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def crowd(n: int) -> list[Person]:
    """People written at once, past the services; only lists look at them."""
    house = intern_audience("everyone")
    moment = timezone.now()
    rows = Person.objects.bulk_create(
        [
            Person(
                full_name=f"Person {n:03}",
                sort_name=f"person {n // 3:03}",  # three of a name, so that ids have to settle the order
                token=f"t{n}",
                created_at=moment - timedelta(minutes=n // 2),
                last_touch_at=moment - timedelta(hours=n) if n % 3 else None,
            )
            for n in range(n)
        ]
    )
    PersonAudience.objects.bulk_create([PersonAudience(person=p, audience_id=house) for p in rows])
    return rows


def names(listing: people_list.Listing) -> list[str]:
    return [row.person.full_name for row in listing.rows]


@pytest.mark.parametrize("sort", ["name", "-name", "added", "-added", "touch"])
def test_paging_forth_and_back_shows_everybody_once_in_one_order(
    staff: accounts.Staff, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(25)
    monkeypatch.setattr(people_list, "SIZE", 7)
    viewer, filters = staff.viewer(staff.ada), Filters(sort=sort)
    seen, pages, after = [], [], ""
    while True:
        page = people_list.listing(viewer, filters, after=after)
        pages.append(names(page))
        seen += names(page)
        assert page.first == len(seen) - len(page.rows) + 1
        if not page.older:
            break
        after = page.older
    assert len(seen) == len(set(seen)) == page.total == 25
    assert page.last == 25
    for wanted in reversed(pages[:-1]):
        assert page.newer is not None
        page = people_list.listing(viewer, filters, before=page.newer)
        assert names(page) == wanted
    assert page.first == 1 and page.newer is None


def test_a_list_costs_as_many_queries_for_fifty_people_as_for_two(
    staff: accounts.Staff, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(staff.ada)
    job = jobs.job()
    for n in range(2):
        jobs.application(persons.person(f"First {n}", f"f{n}@x.example"), job)
    with django_assert_max_num_queries(40) as few:
        client.get("/people/")
        wanted = len(few)
    assert 0 < wanted < 40
    for n in range(48):
        person = persons.person(f"Next {n}", f"n{n}@x.example")
        people.tag_people(SYSTEM, [person.pk], "law")
        if n % 8 == 0:
            jobs.application(person, job)
    client.get("/people/")
    with django_assert_max_num_queries(wanted):
        assert client.get("/people/").status_code == 200


def test_counting_stops_at_a_thousand(staff: accounts.Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(9)
    monkeypatch.setattr(people_list, "MOST", 5)
    listing = people_list.listing(staff.viewer(staff.ada), Filters())
    assert (listing.total, listing.is_capped) == (5, True)


def test_each_filter_narrows_to_whom_it_names(staff: accounts.Staff) -> None:
    field = persons.field("Notice")
    agency = persons.agency()
    contact = persons.contact(agency)
    job = jobs.job(confidential=False)
    one = persons.person(
        "Diana Allen",
        "diana@example.org",
        owner=staff.ada,
        source="agency",
        submitted_by=contact,
        country="US",
        location="Austin, TX",
        language="es",
        custom={field.key: "4 weeks"},
    )
    persons.person("Omar Khalil", "omar@example.org", country="DE", language="ar")
    people.tag_people(SYSTEM, [one.pk], "law")
    jobs.application(one, job)
    viewer = staff.viewer(staff.ada)
    tag = one.tag_links.get().tag_id
    for given in (
        {"q": "dia all"},
        {"q": "diana@example.org"},
        {"job": str(job.pk)},
        {"stage": "applied"},
        {"open": "1"},
        {"owner": "me"},
        {"owner": str(staff.ada.pk)},
        {"source": "agency"},
        {"agency": str(agency.pk)},
        {"submitter": str(contact.pk)},
        {"tag": str(tag)},
        {"country": "us"},
        {"place": "austin"},
        {"language": "es"},
        {f"cf_{field.key}": "weeks"},
    ):
        assert names(people_list.listing(viewer, read(given))) == ["Diana Allen"], given
    assert names(people_list.listing(viewer, read({"open": "0"}))) == ["Omar Khalil"]
    (chip,) = people_choices.chips(viewer, read({"submitter": str(contact.pk)}))
    assert (chip.label, chip.value) == ("Submitted by", contact.full_name)
    assert contact in people_choices.choices(viewer).contacts
    assert names(people_list.listing(viewer, read({"owner": "none"}))) == ["Omar Khalil"]
    assert names(people_list.listing(viewer, read({"since": "2999-01-01"}))) == []


def test_a_merged_group_is_one_row_with_the_applications_and_tags_of_all(staff: accounts.Staff) -> None:
    one, other, job = persons.person(), persons.person("D. Reed", "reed@x.example"), jobs.job()
    jobs.application(other, job)
    people.tag_people(SYSTEM, [other.pk], "law")
    people.merge(SYSTEM, one.pk, other.pk)
    viewer = staff.viewer(staff.ada)
    for filters in (Filters(), Filters(job=job.pk), Filters(q="reed"), Filters(tag=other.tag_links.get().tag_id)):
        (row,) = people_list.listing(viewer, filters).rows
        assert row.person == one
        assert [a.job_id for a in row.applications] == [job.pk]
        assert [t.name for t in row.tags] == ["law"]


def test_a_confidential_job_shows_in_nobodys_row_who_may_not_enter_it(staff: accounts.Staff) -> None:
    person = persons.person()
    secret = jobs.job("Secret", confidential=True)
    jobs.application(person, secret)
    viewer = staff.viewer(staff.ada)
    (row,) = people_list.listing(viewer, Filters()).rows
    assert row.applications == []
    assert people_list.listing(viewer, Filters(job=secret.pk)).rows == []
    assert people_list.listing(viewer, Filters(stage="applied")).rows == []


def test_a_field_for_other_roles_filters_nobody_in(staff: accounts.Staff) -> None:
    field = persons.field("Salary", role_ids=[99999])
    persons.person(custom={field.key: "90"})
    assert people_list.listing(staff.viewer(staff.ada), read({f"cf_{field.key}": "90"})).rows == []


def test_stepping_walks_the_list_it_was_opened_from(staff: accounts.Staff) -> None:
    a, b, c = (persons.person(f"{x} Step", f"{x}@x.example") for x in "abc")
    filters = Filters(sort="name")

    def at(person: Person, position: int) -> stepping.Stepper | None:
        request = RequestFactory().get(
            f"/people/{person.pk}/notes/", {"list": stepping.token(filters, position, 3, False)}
        )
        request.viewer = staff.viewer(staff.ada)  # type: ignore[attr-defined]
        return stepping.of(request, person.pk)

    first, middle = at(a, 1), at(b, 2)
    assert first and middle
    assert first.previous_url == "" and f"/people/{b.pk}/notes/?list=" in first.next_url
    assert (middle.position, middle.total) == (2, 3)
    assert f"/people/{a.pk}/" in middle.previous_url and f"/people/{c.pk}/" in middle.next_url
    carried = signing.loads(middle.next_url.split("list=")[1].replace("%3A", ":"), salt=stepping.SALT)
    assert carried[1] == 3
    forged = RequestFactory().get(f"/people/{b.pk}/", {"list": "forged"})
    assert stepping.of(forged, b.pk) is None


def test_bulk_acts_reach_only_those_the_actor_sees(staff: accounts.Staff) -> None:
    seen = persons.person()
    hidden = persons.person("H. Idden", "h@x.example", audience_id=intern_audience("people", [staff.ben.pk]))
    client = signed_in(staff.ada)
    answer = client.post("/people/bulk/", {"act": "owner", "owner": staff.ben.pk, "person": [seen.pk]})
    assert answer.status_code == 302
    seen.refresh_from_db()
    assert seen.owner == staff.ben
    answer = client.post("/people/bulk/", {"act": "owner", "owner": staff.ada.pk, "person": [seen.pk, hidden.pk]})
    assert answer.status_code == 404
    seen.refresh_from_db()
    assert seen.owner == staff.ben
    client.post("/people/bulk/", {"act": "tag", "tag_name": "law", "all": "1", "query": ""})
    assert seen.tag_links.count() == 1 and hidden.tag_links.count() == 0


def test_an_export_holds_only_what_the_exporter_may_see_and_is_logged(staff: accounts.Staff) -> None:
    secret_field = persons.field("Salary", role_ids=[99999])
    lead = accounts.staff("Lena Lead", "recruiting_lead")
    person = persons.person("=HYPERLINK(1)", "=cmd@x.example", custom={secret_field.key: "90000"}, headline="+SUM(1)")
    hidden = persons.person("H. Idden", "h@x.example", audience_id=intern_audience("people", [staff.ben.pk]))
    client = signed_in(lead)
    answer = client.post("/people/export/", {"format": "csv", "person": [person.pk, hidden.pk]})
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2 and rows[1][:3] == ["'=HYPERLINK(1)", "'+SUM(1)", "'=cmd@x.example"]
    assert "90000" not in text and "Salary" not in text and "Idden" not in text
    assert Event.objects.filter(kind="people.PeopleExported", actor_id=lead.pk).get().facts["count"] == 1
    assert AccessLog.objects.filter(kind="person", ref=person.pk, why="export csv").exists()
    book = load_workbook(io.BytesIO(client.post("/people/export/", {"format": "xlsx", "all": "1"}).content))
    cells = [cell.value for cell in book.worksheets[0][2]]
    assert cells[0] == "'=HYPERLINK(1)"
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def test_a_recruiter_without_the_right_exports_nothing(staff: accounts.Staff) -> None:
    person = persons.person()
    assert signed_in(staff.ada).post("/people/export/", {"person": [person.pk]}).status_code == 403


@pytest.mark.parametrize("risky", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_cells_are_harmless_sec16(risky: str) -> None:
    assert sheets.neutral(risky).startswith("'")


def test_views_are_ones_own_until_shared(staff: accounts.Staff) -> None:
    lead = accounts.staff("Lena Lead", "recruiting_lead")
    mine = view_services.save_view(staff.actor(staff.ada), name="Mine", query="owner=me")
    assert list(saved_views.views_for(staff.viewer(staff.ben))) == []
    with pytest.raises(NotAllowed):
        view_services.save_view(staff.actor(staff.ada), name="All", query="", is_shared=True)
    shared = view_services.save_view(staff.actor(lead), name="DE", query="country=DE", is_shared=True)
    assert list(saved_views.views_for(staff.viewer(staff.ben))) == [shared]
    assert set(saved_views.views_for(staff.viewer(staff.ada))) == {mine, shared}
    with pytest.raises(NotAllowed):
        view_services.drop_view(staff.actor(staff.ada), shared.pk)
    assert "DE" in signed_in(staff.ada).get("/people/views/", headers={"HX-Request": "true"}).content.decode()


def test_an_address_nobody_here_has_written_still_opens_the_list(staff: accounts.Staff) -> None:
    client = signed_in(staff.ada)
    for query in ("after=rubbish", "before=WzFd", "job=x&since=soon&sort=evil&owner=you", "tag=99999999999999999999"):
        assert client.get(f"/people/?{query}").status_code == 200


def test_the_last_communication_sorts_the_list_and_what_one_may_not_see_stays_untold(staff: accounts.Staff) -> None:
    early, late = persons.person("E. Arly", "e@x.example"), persons.person("L. Ate", "l@x.example")
    moment = timezone.now()
    private = intern_audience("only_me", [staff.ben.pk])
    for person, ago, audience in ((early, 5, intern_audience("everyone")), (late, 1, private)):
        entry = Entry(
            kind="call", occurred_at=moment - timedelta(hours=ago), audience_id=audience, person_ids=[person.pk]
        )
        with transaction.atomic():
            item, _seal = record(SYSTEM, entry)
            publish(SYSTEM, InteractionLogged(person_id=person.pk, interaction_id=item.pk, log_kind="call"))
    filters = Filters(sort="touch")
    seen = {row.person: row.last_contact_at for row in people_list.listing(staff.viewer(staff.ben), filters).rows}
    assert list(seen) == [early, late] and all(seen.values())
    seen = {row.person: row.last_contact_at for row in people_list.listing(staff.viewer(staff.ada), filters).rows}
    assert list(seen) == [early, late]  # the order tells nobody of the talk kept to one
    assert seen[late] is None and seen[early] == moment - timedelta(hours=5)


def test_who_waits_for_an_answer_is_marked_and_can_be_listed_alone(staff: accounts.Staff, outside: FakeSession) -> None:
    waiting, other = persons.person(), persons.person("Omar Khalil", "omar@example.org")
    letters.sent(other)
    letters.sent(waiting)
    messaging.send_due(("urgent", "normal", "bulk"))
    letters.arrive(letters.answer_to(outside.sent[-1].wire))
    client = signed_in(staff.ada)
    assert client.get("/people/").content.decode().count("Waits for answer") == 1
    rows = client.get("/people/?unanswered=1").context["listing"].rows
    assert [row.person for row in rows] == [waiting]
    # The interviewer sees neither of them, and learns of no one who waits.
    assert client.get("/people/?unanswered=1&owner=none").status_code == 200
    assert people_list.listing(staff.viewer(staff.cleo), Filters(unanswered="1")).rows == []


def test_who_does_not_read_everything_cannot_sort_by_last_contact(staff: accounts.Staff) -> None:
    persons.person()
    page = signed_in(staff.cleo).get("/people/?sort=touch")
    assert page.context["filters"].sort == "-added" and "sort=touch" not in page.content.decode()
    assert "sort=touch" in signed_in(staff.ada).get("/people/").content.decode()
