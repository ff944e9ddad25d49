"""Pages of a timeline: what is seen, in which order, at which price."""

from __future__ import annotations

from typing import Any

import pytest

from rapport.accounts.tests import make as accounts
from rapport.accounts.tests.make import Staff, staff
from rapport.jobs import services as jobs
from rapport.jobs.tests import make as job_makes
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import NotFound
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.timeline import queries
from rapport.timeline.models import About
from rapport.timeline.queries import Filters
from rapport.timeline.services import Part
from rapport.timeline.tests import make
from rapport.vault import services as vault
from rapport.vault.domain import person as subject_of

pytestmark = pytest.mark.django_db


def bodies(page: queries.Page) -> list[str]:
    return [item.preview for item in page.items]


def everything(them: Staff, user: Any, *people: Person, **how: Any) -> list[str]:
    viewer, found, cursor = them.viewer(user), [], ""
    for _ in range(50):
        page = queries.page(viewer, [p.pk for p in people], "all", cursor=cursor, **how)
        found += bodies(page)
        if not page.next_cursor:
            return found
        cursor = page.next_cursor
    raise AssertionError("The pages never end.")


def test_five_kinds_of_visibility_show_each_reader_exactly_what_is_meant_for_them() -> None:
    them = accounts.three()
    auditor = staff("Otto Audit", "auditor")
    job, person = job_makes.job(), persons.person()
    jobs.seat(SYSTEM, job.pk, [(them.cleo.pk, "interviewer"), (them.ada.pk, "recruiter")])
    job_makes.application(person, job)
    recruiter_role = them.ada.role_grants.get().role_id
    audiences = {
        "everyone": jobs.audience_for("everyone", job_id=job.pk),
        "team": jobs.audience_for("hiring_team", job_id=job.pk),
        "recruiters": jobs.audience_for("roles", job_id=job.pk, member_ids=[recruiter_role]),
        "ben": jobs.audience_for("people", job_id=job.pk, member_ids=[them.ben.pk]),
        "only ada": jobs.audience_for("only_me", member_ids=[them.ada.pk]),
    }
    for name, audience in audiences.items():
        make.item(person, body=name, by=them.ada, audience_id=audience)
    seen = {
        user: {item.preview for item in queries.page(them.viewer(user), [person.pk], "notes").items}
        for user in (them.ada, them.ben, them.cleo, auditor)
    }
    assert seen[them.ada] == {"everyone", "team", "recruiters", "only ada"}
    assert seen[them.ben] == {"everyone", "recruiters", "ben"}
    assert seen[them.cleo] == {"everyone", "team"}
    assert seen[auditor] == {"everyone", "team", "recruiters", "ben"}
    assert {queries.counts(them.viewer(user), [person.pk]).notes for user in seen} == {4, 3, 2}


def test_paging_loses_and_repeats_nothing_when_many_items_share_a_moment() -> None:
    them, person = accounts.three(), persons.person()
    for n in range(25):
        make.item(person, body=f"n{n:02}", at=make.NOON + make.hours(n // 10))
    found = everything(them, them.ada, person, limit=4)
    assert found == [f"n{n:02}" for n in reversed(range(25))]


def test_a_merged_group_reads_as_one_timeline_and_an_item_about_both_stands_once() -> None:
    them = accounts.three()
    one, two = persons.person(), persons.person("D. Allen", "d.allen@example.org", merged_into=None)
    for n in range(9):
        make.item(*((one,), (two,), (one, two))[n % 3 : n % 3 + 1][0], body=f"n{n}", at=make.NOON + make.hours(n))
    assert everything(them, them.ada, one, two, limit=2) == [f"n{n}" for n in reversed(range(9))]


def test_the_price_of_a_page_does_not_grow_with_its_items(django_assert_num_queries: Any) -> None:
    them = accounts.three()
    person, friend = persons.person(), persons.person("Omar Khalil", "omar@example.org")
    for n in range(40):
        make.item(
            person, friend, kind="call", by=them.ada, subject="Phone screen", at=make.NOON + make.hours(n),
            parts=[Part("from", user_id=them.ada.pk), Part("to", person_id=friend.pk), Part("to", person_id=person.pk)],
        )  # fmt: skip
    viewer = them.viewer(them.ada)
    assert viewer.audience_ids and viewer.facts
    with django_assert_num_queries(3):  # rows, keys, who took part
        page = queries.page(viewer, [person.pk], "all")
    assert len(page.items) == 20 and page.items[0].subject == "Phone screen"
    assert [who.name for who in page.items[0].to] == ["Omar Khalil", "Diana Allen"]
    with django_assert_num_queries(1):
        queries.counts(viewer, [person.pk])
    with django_assert_num_queries(1):
        queries.fingerprint(viewer, [person.pk])


def test_a_person_the_reader_may_not_see_is_left_out_without_a_trace() -> None:
    them = accounts.three()
    secret_job = job_makes.job("Head of Legal", confidential=True)
    hidden = persons.person(
        "Hidden Person", "h@example.org", audience_id=jobs.audience_for("everyone", job_id=secret_job.pk)
    )
    person = persons.person()
    call = make.item(
        person, hidden, kind="call", parts=[Part("to", person_id=person.pk), Part("to", person_id=hidden.pk)]
    )
    viewer = them.viewer(them.ada)
    [item] = queries.page(viewer, [person.pk]).items
    assert [who.name for who in item.to] == ["Diana Allen"]
    assert [who.name for who in queries.detail(viewer, call.pk).item.to] == ["Diana Allen"]
    only_hidden = make.item(hidden, body="secret")
    with pytest.raises(NotFound):
        queries.detail(viewer, only_hidden.pk)


def test_nobody_reads_their_own_record() -> None:
    them = accounts.three()
    own = persons.person("Ada Lovelace", "ada@home.example", user=them.ada)
    item = make.item(own, body="What we think of Ada")
    with pytest.raises(NotFound):
        queries.detail(them.viewer(them.ada), item.pk)
    assert queries.detail(them.viewer(them.ben), item.pk).body == "What we think of Ada"


def test_filters_find_kinds_jobs_the_unanswered_and_mine() -> None:
    them, job, person = accounts.three(), job_makes.job(), persons.person()
    make.item(person, body="a call", kind="call", by=them.ada)
    make.item(person, body="waiting", kind="email", direction="in", job_id=job.pk)
    make.item(person, body="sent", kind="email", direction="out")
    viewer = them.viewer(them.ada)

    def found(**wanted: Any) -> set[str]:
        return set(bodies(queries.page(viewer, [person.pk], "all", Filters(**wanted))))

    assert found(kinds=("call",)) == {"a call"}
    assert found(job_id=job.pk) == {"waiting"}
    assert found(unanswered=True) == {"waiting"}
    assert found(mine=True) == {"a call"}
    with pytest.raises(NotFound):
        queries.page(viewer, [person.pk], "nonsense")


def test_pinned_items_stand_on_top_and_not_a_second_time_below() -> None:
    them, person = accounts.three(), persons.person()
    old = make.item(person, body="old but dear")
    for n in range(5):
        make.item(person, body=f"n{n}", at=make.NOON + make.hours(n + 1))
    About.objects.filter(interaction=old).update(is_pinned=True)
    first = queries.page(them.viewer(them.ada), [person.pk], "all", limit=3)
    assert [item.preview for item in first.pinned] == ["old but dear"]
    rest = queries.page(them.viewer(them.ada), [person.pk], "all", cursor=first.next_cursor or "")
    assert bodies(first) + bodies(rest) == ["n4", "n3", "n2", "n1", "n0"]


def test_a_deep_link_loads_around_its_item_or_finds_nothing() -> None:
    them, person, stranger = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    made = [make.item(person, body=f"n{n}", at=make.NOON + make.hours(n)) for n in range(60)]
    page = queries.around(them.viewer(them.ada), [person.pk], made[30].pk)
    assert "n30" in bodies(page) and bodies(page)[0] == "n38" and page.has_newer
    with pytest.raises(NotFound):
        queries.around(them.viewer(them.ada), [stranger.pk], made[30].pk)


def test_a_refresh_shows_everything_down_to_where_the_page_ended() -> None:
    them, person = accounts.three(), persons.person()
    viewer = them.viewer(them.ada)
    for n in range(10):
        make.item(person, body=f"n{n}", at=make.NOON + make.hours(n))
    first = queries.page(viewer, [person.pk], "all", limit=4)
    make.item(person, body="new", at=make.NOON + make.hours(20))
    again = queries.down_to(viewer, [person.pk], "all", Filters(), first.down_to or "")
    assert bodies(again) == ["new", "n9", "n8", "n7", "n6"]


def test_words_whose_key_is_destroyed_stay_shut_and_the_line_remains() -> None:
    them, person = accounts.three(), persons.person()
    make.item(person, subject="Salary", body="90,000")
    vault.destroy([subject_of(person.pk)])
    [item] = queries.page(them.viewer(them.ada), [person.pk], "all").items
    assert not item.opens and item.subject == item.preview == ""


def test_the_fingerprint_changes_only_with_what_the_viewer_may_see() -> None:
    them, person = accounts.three(), persons.person()
    viewer = them.viewer(them.ada)
    before = queries.fingerprint(viewer, [person.pk])
    make.item(person, by=them.ben, audience_id=jobs.audience_for("only_me", member_ids=[them.ben.pk]))
    assert queries.fingerprint(viewer, [person.pk]) == before
    make.item(person)
    assert queries.fingerprint(viewer, [person.pk]) != before


def test_a_cursor_nobody_wrote_leads_nowhere() -> None:
    them, person = accounts.three(), persons.person()
    for cursor in ("x", "W10", "WzEsMl0"):
        with pytest.raises(NotFound):
            queries.page(them.viewer(them.ada), [person.pk], "all", cursor=cursor)
