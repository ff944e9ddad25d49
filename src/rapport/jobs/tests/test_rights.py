"""Who sees and changes what: every surface asks the same question."""

from __future__ import annotations

import pytest

from rapport.jobs import queries, services
from rapport.jobs.queries import JobFilter, PeopleFilter, lists
from rapport.jobs.tests import make
from rapport.lib import words
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Invalid, NotAllowed, NotFound
from rapport.people import queries as people
from rapport.people.tests import make as persons
from rapport.search import queries as search
from rapport.search.domain import Query, Sight

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "sees_open", "sees_secret"),
    [("ada", True, False), ("ben", True, True), ("cleo", False, False), ("root", True, True)],
)
def test_a_job_is_in_list_count_search_and_by_address_for_the_same_people(
    who: str, sees_open: bool, sees_secret: bool
) -> None:
    house = make.house()
    viewer = house.staff.viewer(getattr(house.staff, who))
    expected = [job for job, seen in ((house.secret, sees_secret), (house.open, sees_open)) if seen]
    assert lists.page(viewer, JobFilter()).items == expected
    assert queries.open_count(viewer) == len(expected)
    sight = Sight(viewer.audience_ids)
    assert words.tokens("counsel")
    assert {hit.ref for hit in search.find(Query("counsel", kinds=["job"]), sight).hits} == {j.pk for j in expected}
    for job in (house.open, house.secret):
        if job in expected:
            assert queries.get(viewer, job.pk) == job
        else:
            with pytest.raises(NotFound):
                queries.get(viewer, job.pk)


@pytest.mark.parametrize(
    ("who", "on_open", "on_secret"),
    [("ada", None, NotFound), ("ben", None, None), ("cleo", NotFound, NotFound), ("root", None, None)],
)
def test_who_may_not_see_a_job_cannot_change_it_whatever_their_permissions(
    who: str, on_open: type[Exception] | None, on_secret: type[Exception] | None
) -> None:
    house = make.house()
    actor = house.staff.actor(getattr(house.staff, who))
    for job, refusal in ((house.open, on_open), (house.secret, on_secret)):
        application = make.application(persons.person(f"Diana {job.pk}", f"d{job.pk}@home.example"), job)

        def act(job: object = job, application: object = application) -> None:
            services.move(actor, application.pk, to_stage_id=make.stage(job, "screen").pk)  # type: ignore[attr-defined, arg-type]
            services.set_state(actor, job.pk, state="on_hold")  # type: ignore[attr-defined]

        if refusal:
            with pytest.raises(refusal):
                act()
        else:
            act()


def test_an_interviewer_on_the_team_sees_the_board_and_moves_nobody() -> None:
    house = make.house()
    services.seat(SYSTEM, house.open.pk, [(house.staff.cleo.pk, "interviewer")])
    application = make.application(persons.person(), house.open)
    cleo = house.staff.viewer(house.staff.cleo)
    assert queries.board(cleo, house.open, PeopleFilter()).total == 1
    with pytest.raises(NotAllowed):
        services.move(cleo.actor, application.pk, to_stage_id=make.stage(house.open, "screen").pk)
    with pytest.raises(NotAllowed):
        services.edit_job(cleo.actor, house.open.pk, revision=1, changes={"title": "Mine"})


def test_making_a_job_confidential_hides_it_and_whoever_is_known_from_it_alone_at_once() -> None:
    house = make.house()
    staff, job = house.staff, house.open
    known_from_it = persons.person(audience_id=services.audience_for("everyone", job_id=job.pk))
    known_anyway = persons.person("Omar Khalil", "omar@home.example")
    make.application(known_from_it, job)
    make.application(known_anyway, job)
    ben = staff.viewer(staff.ben)
    assert {p.pk for p in people.visible_to(ben)} == {known_from_it.pk, known_anyway.pk}
    services.edit_job(staff.actor(staff.ada), job.pk, revision=1, changes={"confidential": True})
    outsider, owner = staff.viewer(staff.ben), staff.viewer(staff.ada)
    assert {p.pk for p in people.visible_to(outsider)} == {known_anyway.pk}
    assert {p.pk for p in people.visible_to(owner)} == {known_from_it.pk, known_anyway.pk}
    assert queries.panel_for(outsider, [known_anyway.pk]) == []
    assert not search.find(Query("associate", kinds=["job"]), Sight(outsider.audience_ids)).hits
    services.edit_job(staff.actor(staff.ada), job.pk, revision=2, changes={"confidential": False})
    assert people.visible_to(staff.viewer(staff.ben)).count() == 2


def test_nobody_shuts_themselves_out_of_a_job() -> None:
    house = make.house()
    job = make.job("Paralegal", team_id=house.staff.team.pk)
    with pytest.raises(Invalid) as refused:
        services.edit_job(house.staff.actor(house.staff.ada), job.pk, revision=1, changes={"confidential": True})
    assert "confidential" in refused.value.fields
    job.refresh_from_db()
    assert not job.confidential


def test_nobody_meets_their_own_application_on_a_board_in_a_count_or_by_address() -> None:
    house = make.house()
    own = persons.person("Ben Okafor", "ben@home.example", user=house.staff.ben)
    application = make.application(own, house.open)
    ben, ada = house.staff.viewer(house.staff.ben), house.staff.viewer(house.staff.ada)
    assert queries.board(ben, house.open, PeopleFilter()).total == 0
    assert lists.counts_by_kind(ben, [house.open.pk]) == {}
    assert queries.table(ben, house.open, PeopleFilter()).items == []
    with pytest.raises(NotFound):
        queries.application(ben, application.pk)
    with pytest.raises(NotFound):
        services.move(ben.actor, application.pk, to_stage_id=make.stage(house.open, "offer").pk)
    assert queries.board(ada, house.open, PeopleFilter()).total == 1
