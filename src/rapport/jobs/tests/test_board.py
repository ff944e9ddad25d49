"""The board stays as quick with many as with few, and tells what is new and who waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rapport.events.models import Event
from rapport.jobs import moves, queries, services
from rapport.jobs.models import BoardSeen
from rapport.jobs.queries import PeopleFilter, boards
from rapport.jobs.tests import make
from rapport.lib.actor import SYSTEM
from rapport.people.models import Person
from rapport.people.tests import make as persons

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> make.House:
    return make.house()


@pytest.fixture
def ada(client: Client, house: make.House) -> Client:
    client.force_login(house.staff.ada)
    return client


def test_the_board_asks_as_often_for_sixty_people_as_for_three(
    house: make.House, ada: Client, django_assert_num_queries: Any
) -> None:
    url = f"/jobs/{house.open.pk}/board/"
    make.people(house.open, 3)
    ada.get(url)
    with django_assert_num_queries(25, exact=False) as few:
        assert ada.get(url, headers={"HX-Request": "true"}).status_code == 200
    for n in range(60):
        make.application(persons.person(f"More {n}", f"more{n}@home.example"), house.open)
    with django_assert_num_queries(len(few), exact=True):
        page = ada.get(url, headers={"HX-Request": "true"}).content.decode()
    assert page.count('class="board-card') == boards.COLUMN
    assert "Show more" in page


def test_more_cards_follow_by_cursor_and_none_comes_twice(house: make.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "COLUMN", 4)
    same = timezone.now() - timedelta(days=1)
    for n in range(10):
        make.application(persons.person(f"P {n}", f"p{n}@home.example"), house.open, at=same)
    viewer, stage = house.staff.viewer(house.staff.ada), make.stage(house.open, "applied")
    seen, after = [], ""
    while True:
        page = queries.column_page(viewer, house.open, stage, PeopleFilter(), after=after, size=4)
        seen += [card.id for card in page.items]
        if page.older is None:
            break
        after = page.older
    assert len(seen) == len(set(seen)) == 10


def test_a_refresh_keeps_what_was_unrolled(house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boards, "COLUMN", 2)
    make.people(house.open, 6)
    stage = make.stage(house.open, "applied")
    page = ada.get(f"/jobs/{house.open.pk}/board/?shown={stage.pk}.5", headers={"HX-Request": "true"}).content.decode()
    assert page.count('class="board-card') == 5


def test_closed_columns_are_folded_until_asked_for(house: make.House, ada: Client) -> None:
    (application,) = make.people(house.open, 1)
    rejected = make.stage(house.open, "rejected")
    services.move(
        house.staff.actor(house.staff.ada), application.pk, to_stage_id=rejected.pk, reason_id=make.reason().pk
    )
    url = f"/jobs/{house.open.pk}/board/"
    assert f'id="card-{application.pk}"' not in ada.get(url).content.decode()
    assert f'id="card-{application.pk}"' in ada.get(f"{url}?open={rejected.pk}").content.decode()


def test_what_came_since_my_last_visit_is_new_to_me_alone(house: make.House) -> None:
    ada, ben = house.staff.viewer(house.staff.ada), house.staff.viewer(house.staff.ben)
    make.application(persons.person("Old Hand", "old@home.example"), house.open, at=timezone.now() - timedelta(days=2))
    services.look_at(ada, house.open)
    BoardSeen.objects.update(seen_at=timezone.now() - timedelta(hours=5))
    make.application(persons.person("New Face", "new@home.example"), house.open)
    services.look_at(ada, house.open)
    services.look_at(ben, house.open)

    def fresh(viewer: Any) -> list[str]:
        columns = queries.board(viewer, house.open, PeopleFilter()).columns
        return [card.name for column in columns for card in column.cards if card.is_new]

    assert fresh(ada) == ["New Face"]
    assert fresh(ben) == []


def test_who_waits_for_a_reply_is_marked(house: make.House, ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make.people(house.open, 2)
    monkeypatch.setattr(moves._ports, "waiting", lambda viewer, ids: {first.person_id} & set(ids))
    page = ada.get(f"/jobs/{house.open.pk}/board/").content.decode()
    assert page.count("Waits for a reply") == 1


def test_filters_narrow_columns_and_counts_alike(house: make.House) -> None:
    firm = persons.agency()
    contact = persons.contact(firm)
    mine = persons.person("Mine", "mine@home.example", owner=house.staff.ada)
    make.application(mine, house.open)
    sent = persons.person("Sent", "sent@home.example")
    make.application(sent, house.open, source="agency", submitted_by=contact)
    viewer = house.staff.viewer(house.staff.ada)

    def names(wanted: PeopleFilter) -> list[str]:
        board = queries.board(viewer, house.open, wanted)
        found = [card.name for column in board.columns for card in column.cards]
        assert board.total == len(found)
        return found

    assert names(PeopleFilter(owner=house.staff.ada.pk)) == ["Mine"]
    assert names(PeopleFilter(agency=firm.pk)) == names(PeopleFilter(submitter=contact.pk)) == ["Sent"]
    assert names(PeopleFilter(submitter=sent.pk)) == []
    assert names(PeopleFilter(source="agency")) == ["Sent"]
    assert names(PeopleFilter(text="min")) == ["Mine"]


def test_the_panel_of_a_person_takes_one_query(house: make.House, django_assert_num_queries: Any) -> None:
    person = persons.person()
    other = make.job("Paralegal", team_id=house.staff.team.pk)
    make.application(person, house.open)
    make.application(person, other)
    make.application(person, house.secret)
    viewer = house.staff.viewer(house.staff.ada)
    with django_assert_num_queries(1):
        panels = queries.panel_for(viewer, [person.pk])
    assert {panel.job_title for panel in panels} == {"Paralegal", "Associate Counsel"}
    assert [mark.state for mark in panels[0].stages] == ["now", "ahead", "ahead", "ahead", "ahead"]


def test_stepping_tells_the_place_in_the_list_as_sorted(house: make.House) -> None:
    applications = make.people(house.open, 5)
    viewer = house.staff.viewer(house.staff.ada)
    order = queries.table(viewer, house.open, PeopleFilter(sort="name")).items
    assert {row.pk for row in order} == {row.pk for row in applications}
    step = queries.step(viewer, house.open, PeopleFilter(sort="name"), order[2])
    assert step is not None
    assert (step.place, step.total, step.before_id, step.after_id) == (3, 5, order[1].pk, order[3].pk)
    last = queries.step(viewer, house.open, PeopleFilter(sort="newest"), applications[0])
    assert last is not None
    assert (last.place, last.after_id) == (5, None)


def test_a_deadline_reminds_its_owner_once_and_again_when_it_is_put_off() -> None:
    today = timezone.localdate()
    near = make.job(deadline_on=today + timedelta(days=2))
    make.job("Far", deadline_on=today + timedelta(days=9))
    make.job("Gone", state="closed", deadline_on=today)
    assert services.remind_of_deadlines() == 1
    assert services.remind_of_deadlines() == 0
    services.edit_job(SYSTEM, near.pk, revision=1, changes={"deadline_on": today + timedelta(days=1)})
    assert services.remind_of_deadlines() == 1
    facts = [event.facts for event in Event.objects.filter(kind="jobs.DeadlineNear")]
    assert [fact["job_id"] for fact in facts] == [near.pk, near.pk]


def test_a_card_leads_to_its_person_its_application_and_its_move(house: make.House, ada: Client) -> None:
    person = persons.person("Zoë <b>O'Neill</b>", "zoe@home.example")
    application = make.application(person, house.open)
    page = ada.get(f"/jobs/{house.open.pk}/board/").content.decode()
    card = page[page.index(f'id="card-{application.pk}"') :].partition("</article>")[0]
    move = reverse("application-move", args=[application.pk])
    assert f'data-move="{move}"' in card and f'href="{move}" hx-get="{move}"' in card
    assert f'href="{reverse("application", args=[application.pk])}"' in card
    assert f'value="{application.pk}.{application.revision}"' in card
    assert f'href="{reverse("person", args=[person.pk])}"' in card
    assert "<b>" not in card and card.count("Zoë &lt;b&gt;O&#x27;Neill&lt;/b&gt;") == 4


def test_a_card_of_somebody_merged_shows_the_survivor(house: make.House) -> None:
    kept, other = persons.person("Kept Name", "kept@home.example"), persons.person("Other Name", "other@home.example")
    make.application(other, house.open)
    Person.objects.filter(pk=other.pk).update(merged_into=kept)
    viewer = house.staff.viewer(house.staff.ada)
    (card,) = queries.board(viewer, house.open, PeopleFilter()).columns[0].cards
    assert (card.person_id, card.name) == (kept.pk, "Kept Name")
