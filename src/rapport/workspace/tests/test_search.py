from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.tests import make as accounts
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as make_jobs
from rapport.people import services as people
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.timeline.tests import make as lines
from rapport.vault import services as vault
from rapport.vault.domain import person as subject
from rapport.workspace import limits
from rapport.workspace.queries.search import Results, Search, palette, search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def asked(staff: accounts.Staff, user: User, text: str, **fields: Any) -> Results:
    return search(staff.viewer(user), Search(text, **fields), UTC)


def rows(results: Results, kind: str) -> list[Any]:
    return [row for group in results.groups if group.kind == kind for row in group.rows]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_one_box_finds_people_words_and_jobs() -> None:
    staff, person = accounts.three(), persons.person("Diana Counsel")
    make_jobs.job("Associate Counsel")
    lines.item(person, by=staff.ada, subject="A word", body="The counsel answered at once.")
    found = asked(staff, staff.ada, "counsel")
    assert [group.kind for group in found.groups] == ["person", "item", "job"]
    assert [part.text for part in rows(found, "item")[0].text if part.is_hit] == ["counsel"]


def test_names_are_found_by_their_beginnings_and_once_for_several_audiences() -> None:
    staff, person = accounts.three(), persons.person("Diana Allen")
    make_jobs.application(person, make_jobs.job())
    people.show_to(person, [jobs.audience_for("only_me", member_ids=[staff.ada.pk])])
    assert [row.person for row in rows(asked(staff, staff.ada, "dia al"), "person")] == [person]


def test_who_finds_what() -> None:
    """US-16: the visibility matrix, item by item and reader by reader."""
    staff = accounts.three()
    job = make_jobs.job("Secret Counsel", confidential=True, team=[(staff.ada.pk, "recruiter")])
    open_job = make_jobs.job("Open Clerk", team=[(staff.cleo.pk, "interviewer")])
    public, hidden = (
        persons.person("Zora Public", ""),
        persons.person("Zora Hidden", "", audience_id=jobs.audience_for("everyone", job_id=job.pk)),
    )
    make_jobs.application(public, open_job)
    make_jobs.application(hidden, job)
    given = {
        "house": (public, jobs.audience_for("everyone"), {"ada", "ben", "root"}),
        "open job": (public, jobs.audience_for("everyone", job_id=open_job.pk), {"ada", "ben", "cleo", "root"}),
        "its team": (public, jobs.audience_for("hiring_team", job_id=open_job.pk), {"cleo"}),
        "only ben": (public, jobs.audience_for("only_me", member_ids=[staff.ben.pk]), {"ben"}),
        # Root reads confidential jobs by right.
        "confidential": (hidden, jobs.audience_for("everyone", job_id=job.pk), {"ada", "root"}),
        # An audience wide enough does not help who may not see the person.
        "wide on hidden": (hidden, jobs.audience_for("everyone"), {"ada", "root"}),
    }
    ids = {name: lines.item(p, body="xylophone lesson", audience_id=a).pk for name, (p, a, _) in given.items()}
    for user in (staff.ada, staff.ben, staff.cleo, staff.root):
        me = user.name.split()[0].lower()
        found = {row.interaction_id for row in rows(asked(staff, user, "xylophone"), "item")}
        assert found == {ids[name] for name, (_, _, who) in given.items() if me in who}, me
        names = {row.person.full_name for row in rows(asked(staff, user, "zora"), "person")}
        assert ("Zora Hidden" in names) == (me in {"ada", "root"}), me
        titles = {row.job.title for row in rows(asked(staff, user, "secret counsel"), "job")}
        assert bool(titles) == (me in {"ada", "root"}), me
        page = signed_in(user).get("/search?q=xylophone").content.decode()
        assert page.count("<mark>xylophone</mark>") == len(found), me


def test_nobody_finds_their_own_record() -> None:
    staff = accounts.three()
    person = persons.person("Ben Okafor", "ben@home.example", user=staff.ben)
    lines.item(person, body="xylophone lesson")
    assert asked(staff, staff.ben, "xylophone").count == 0
    assert not rows(asked(staff, staff.ben, "okafor"), "person")
    assert asked(staff, staff.ada, "xylophone").count == 1


def test_phrases_stand_side_by_side() -> None:
    staff, person = accounts.three(), persons.person()
    right = lines.item(person, body="Her notice period is long.")
    lines.item(person, body="A period without notice.")
    assert len(rows(asked(staff, staff.ada, "notice period"), "item")) == 2
    assert [row.interaction_id for row in rows(asked(staff, staff.ada, '"notice period"'), "item")] == [right.pk]


def test_arabic_is_found_and_marked_with_and_without_harakat() -> None:
    staff, person = accounts.three(), persons.person("عمر خليل", "omar@example.org")
    lines.item(person, body="موعد مُقَابَلَة يوم الأحد")
    for query in ("مقابلة", "مُقَابَلَةٌ", "المقابلة"):
        found = rows(asked(staff, staff.ada, query), "item")
        assert [part.text for part in found[0].text if part.is_hit] == ["مُقَابَلَة"]


def test_filters_by_person_job_and_date() -> None:
    staff, job = accounts.three(), make_jobs.job("Clerk")
    diana, omar = persons.person(), persons.person("Omar Khalil", "omar@example.org")
    old = datetime(2025, 1, 5, 12, tzinfo=UTC)
    a = lines.item(diana, body="xylophone one", at=old)
    b = lines.item(omar, body="xylophone two", at=old + timedelta(days=10), job_id=job.pk)

    def ids(**fields: Any) -> set[int]:
        return {row.interaction_id for row in rows(asked(staff, staff.ada, "xylophone", **fields), "item")}

    assert ids() == {a.pk, b.pk}
    assert ids(person_id=diana.pk) == {a.pk}
    assert ids(job_id=job.pk) == {b.pk}
    assert ids(since=date(2025, 1, 6)) == {b.pk}
    assert ids(until=date(2025, 1, 5)) == {a.pk}


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    staff, person = accounts.three(), persons.person()
    made = [lines.item(person, body=f"xylophone {n}", at=lines.NOON + timedelta(minutes=n)).pk for n in range(45)]
    seen: list[int] = []
    before = None
    for _ in range(3):
        group = asked(staff, staff.ada, "xylophone", kind="item", before_id=before).groups[0]
        seen += [row.interaction_id for row in group.rows]
        before = group.older
    assert seen == made[::-1] and before is None
    client = signed_in(staff.ada)
    page = client.get("/search?q=xylophone&kind=item").content.decode()
    assert "before=" in page
    assert client.get("/search?q=xylophone&before=nonsense").status_code == 404


def test_erased_words_are_not_found() -> None:
    staff, person = accounts.three(), persons.person()
    lines.item(person, body="xylophone lesson")
    vault.destroy([subject(person.pk)])
    assert not rows(asked(staff, staff.ada, "xylophone"), "item")


@pytest.mark.parametrize("query", ["", " ", "a", '""', "!?"])
def test_too_little_finds_nothing_and_says_how(query: str) -> None:
    staff = accounts.three()
    answer = signed_in(staff.ada).get("/search", {"q": query})
    assert answer.status_code == 200 and b"search-tips" in answer.content


def test_no_hit_gives_advice() -> None:
    staff = accounts.three()
    assert b"Nothing found" in signed_in(staff.ada).get("/search?q=xylophone").content


def test_words_of_others_are_shown_as_text() -> None:
    staff, person = accounts.three(), persons.person()
    lines.item(person, body="<b>xylophone</b> <script>alert(1)</script>")
    page = signed_in(staff.ada).get("/search?q=xylophone").content.decode()
    assert "<script>alert" not in page and "<mark>xylophone</mark>" in page


def test_the_palette_offers_people_and_jobs_in_few_queries(django_assert_max_num_queries: Any) -> None:
    staff, person = accounts.three(), persons.person("Diana Counsel")
    job = make_jobs.job("Associate Counsel")
    with django_assert_max_num_queries(8):
        found = palette(staff.viewer(staff.ada), "coun")
    assert [f.person for f in found[0]] == [person] and [f.job for f in found[1]] == [job]
    groups = signed_in(staff.ada).get("/search/palette?q=coun").json()["groups"]
    assert [g["label"] for g in groups] == ["People", "Jobs", "Search"]
    assert groups[0]["items"][0]["url"] == f"/people/{person.pk}/"
    assert signed_in(staff.ada).get("/search/palette").json() == {"groups": []}


def test_a_search_costs_the_same_for_one_and_for_many_hits(django_assert_max_num_queries: Any) -> None:
    staff, person = accounts.three(), persons.person("Diana Xylophone")
    for n in range(30):
        lines.item(person, body=f"xylophone {n}", at=lines.NOON + timedelta(minutes=n))
    viewer = staff.viewer(staff.ada)
    with django_assert_max_num_queries(12):
        search(viewer, Search("xylophone"), UTC)


def test_searching_without_end_is_stopped_sec_15(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = accounts.three()
    monkeypatch.setattr(limits, "SEARCHES", ("search", 2))
    client = signed_in(staff.ada)
    assert [client.get("/search?q=diana").status_code for _ in range(4)] == [200, 200, 429, 429]
    assert signed_in(staff.ben).get("/search?q=diana").status_code == 200


def test_searching_is_a_right() -> None:
    staff = accounts.three()
    operator = accounts.staff("Ivo Operator", "it")
    assert signed_in(operator).get("/search?q=diana").status_code == 403
    assert signed_in(operator).get("/search/palette?q=diana").status_code == 403
    assert signed_in(staff.cleo).get("/search?q=diana").status_code == 200


def test_the_palette_begins_with_whom_one_looked_at_last(
    django_assert_max_num_queries: Any,
) -> None:
    staff = accounts.three()
    first, second, gone = (persons.person(f"Person {n}", f"p{n}@home.example") for n in range(3))
    client = signed_in(staff.ada)
    for person in (first, gone, second):
        client.get(f"/people/{person.pk}/")
    Person.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    with django_assert_max_num_queries(12):
        answer = client.get("/search/palette?q=")
    (group,) = answer.json()["groups"]
    assert [item["label"] for item in group["items"]] == [second.full_name, first.full_name]
    assert signed_in(staff.ben).get("/search/palette?q=").json() == {"groups": []}
