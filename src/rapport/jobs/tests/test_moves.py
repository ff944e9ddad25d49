"""Moves: reasons, mail decisions, conflicts, batches and the way back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rapport.events import registry
from rapport.events.models import Event
from rapport.jobs import moves, queries, services
from rapport.jobs.events import StageChanged
from rapport.jobs.models import Application, StageMove
from rapport.jobs.queries import PeopleFilter
from rapport.jobs.services import MailChoice
from rapport.jobs.tests import make
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.people.tests import make as persons

pytestmark = pytest.mark.django_db


def test_a_reason_must_belong_to_the_kind_of_decision_us13() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    rejected = make.stage(house.open, "rejected")
    ada = house.staff.actor(house.staff.ada)
    with pytest.raises(Invalid):
        services.move(ada, application.pk, to_stage_id=rejected.pk, reason_id=make.reason("withdrawn").pk)
    services.move(ada, application.pk, to_stage_id=rejected.pk, reason_id=make.reason().pk)
    panel = queries.panel_for(house.staff.viewer(house.staff.ada), [application.person_id])[0]
    assert (panel.is_open, panel.stage_kind, panel.reason) == (False, "rejected", make.reason().label["en"])


def test_the_decision_about_the_mail_is_kept_travels_in_the_fact_and_is_counted() -> None:
    house = make.house()
    first, second, third = make.people(house.open, 3)
    ada = house.staff.actor(house.staff.ada)
    screen = make.stage(house.open, "screen").pk
    at = timezone.now() + timedelta(hours=3)
    services.move(ada, first.pk, to_stage_id=screen, choice=MailChoice("withheld", "by_phone"))
    services.move(ada, second.pk, to_stage_id=screen, choice=MailChoice("scheduled", send_at=at))
    services.move(ada, third.pk, to_stage_id=screen, choice=MailChoice("withheld", "by_phone"))
    counts = {(row.mail, row.reason): row.count for row in queries.mail_counts(house.open)}
    assert counts == {("withheld", "by_phone"): 2, ("scheduled", ""): 1}
    fact = Event.objects.filter(kind="jobs.StageChanged", person_id=second.person_id).latest("pk").facts
    assert (fact["mail"], fact["send_at"]) == ("scheduled", at.isoformat())


@pytest.mark.parametrize(
    "choice",
    [
        MailChoice("withheld"),
        MailChoice("withheld", "because"),
        MailChoice("scheduled"),
        MailChoice("scheduled", send_at=timezone.now() - timedelta(minutes=1)),
        MailChoice("scheduled", send_at=timezone.now() + timedelta(days=999)),
        MailChoice("personal", subject="", html="<p>Hello</p>"),
        MailChoice("later"),
    ],
)
def test_half_a_decision_about_the_mail_moves_nobody(choice: MailChoice) -> None:
    job = make.job()
    application = make.application(persons.person(), job)
    with pytest.raises(Invalid):
        services.move(SYSTEM, application.pk, to_stage_id=make.stage(job, "screen").pk, choice=choice)
    assert Application.objects.get(pk=application.pk).stage == make.stage(job, "applied")


def test_personal_words_are_kept_above_and_the_fact_carries_their_reference_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = make.job()
    application = make.application(persons.person(), job)
    monkeypatch.setitem(registry.NOW, StageChanged, [])
    monkeypatch.setattr(moves._ports, "keep", lambda actor, application, stage, subject, html: "draft:7")
    choice = MailChoice("personal", subject="About your application", html="<p>Dear Diana</p>")
    services.move(SYSTEM, application.pk, to_stage_id=make.stage(job, "screen").pk, choice=choice)
    fact = Event.objects.filter(kind="jobs.StageChanged").latest("pk").facts
    assert fact["personal_ref"] == "draft:7"
    assert "Dear" not in str(fact)


def test_two_who_drag_the_same_card_one_wins_and_the_other_is_told() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    ada, ben = house.staff.actor(house.staff.ada), house.staff.actor(house.staff.ben)
    services.move(ada, application.pk, to_stage_id=make.stage(house.open, "screen").pk, revision=1)
    with pytest.raises(Conflict):
        services.move(ben, application.pk, to_stage_id=make.stage(house.open, "interview").pk, revision=1)
    assert StageMove.objects.filter(application=application, from_stage__isnull=False).count() == 1


def test_a_batch_moves_whom_it_can_and_names_the_others() -> None:
    house = make.house()
    first, second, third = make.people(house.open, 3)
    ada, screen = house.staff.actor(house.staff.ada), make.stage(house.open, "screen")
    services.move(SYSTEM, second.pk, to_stage_id=make.stage(house.open, "interview").pk)
    result = services.move_many(ada, [(first.pk, 1), (second.pk, 1), (third.pk, 1), (10**6, 1)], to_stage_id=screen.pk)
    assert len(result.move_ids) == 2
    assert [failed.application_id for failed in result.failed] == [second.pk, 10**6]
    assert Application.objects.filter(stage=screen).count() == 2


def test_a_move_taken_back_is_a_new_move_and_erases_nothing() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    ada, reason = house.staff.actor(house.staff.ada), make.reason()
    services.move(ada, application.pk, to_stage_id=make.stage(house.open, "rejected").pk, reason_id=reason.pk)
    last = queries.last_move(application.pk)
    assert last is not None
    back = services.move_back(ada, last.pk)
    assert (back.stage.kind, back.closed_at, back.reason_id, back.decided_by_id) == ("applied", None, None, None)
    assert StageMove.objects.filter(application=application).count() == 3
    assert StageMove.objects.get(pk=last.pk).reason == reason
    with pytest.raises(Conflict):
        services.move_back(ada, last.pk)


def test_back_into_a_closing_stage_brings_its_reason_along() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    ada, reason = house.staff.actor(house.staff.ada), make.reason()
    services.move(ada, application.pk, to_stage_id=make.stage(house.open, "rejected").pk, reason_id=reason.pk)
    services.move(ada, application.pk, to_stage_id=make.stage(house.open, "offer").pk)
    last = queries.last_move(application.pk)
    assert last is not None
    assert services.move_back(ada, last.pk).reason_id == reason.pk


def test_nobody_takes_back_what_somebody_else_moved() -> None:
    house = make.house()
    application = make.application(persons.person(), house.open)
    services.move(house.staff.actor(house.staff.ada), application.pk, to_stage_id=make.stage(house.open, "screen").pk)
    last = queries.last_move(application.pk)
    assert last is not None
    with pytest.raises(NotFound):
        services.move_back(house.staff.actor(house.staff.ben), last.pk)


def test_days_in_stage_count_from_the_last_move() -> None:
    house = make.house()
    now = timezone.now()
    application = make.application(persons.person(), house.open, at=now - timedelta(days=12))
    viewer = house.staff.viewer(house.staff.ada)
    assert queries.panel_for(viewer, [application.person_id])[0].days == 12
    services.move(SYSTEM, application.pk, to_stage_id=make.stage(house.open, "screen").pk, at=now - timedelta(days=3))
    board = queries.board(viewer, house.open, PeopleFilter())
    assert [card.days for column in board.columns for card in column.cards] == [3]


def test_a_transfer_closes_here_with_a_reason_and_begins_there_with_the_same_source() -> None:
    house = make.house()
    other = make.job("Paralegal", team_id=house.staff.team.pk)
    application = make.application(persons.person(), house.open, source="referral")
    ada = house.staff.actor(house.staff.ada)
    new = services.transfer(ada, application.pk, to_job_id=other.pk, reason_id=make.reason("withdrawn").pk, revision=1)
    application.refresh_from_db()
    assert (application.stage.kind, application.decided_by_id) == ("withdrawn", house.staff.ada.pk)
    assert (new.job_id, new.source, new.stage.kind) == (other.pk, "referral", "applied")
    with pytest.raises(NotFound):
        services.transfer(ada, new.pk, to_job_id=house.secret.pk, reason_id=make.reason("withdrawn").pk, revision=1)
    new.refresh_from_db()
    assert new.closed_at is None


def test_who_withdrew_may_apply_again_but_never_twice_at_once() -> None:
    house = make.house()
    person = persons.person()
    application = make.application(person, house.open)
    with pytest.raises(Conflict):
        make.application(person, house.open)
    ada = house.staff.actor(house.staff.ada)
    out = make.stage(house.open, "withdrawn").pk
    services.move(ada, application.pk, to_stage_id=out, reason_id=make.reason("withdrawn").pk)
    again = make.application(person, house.open)
    assert again.pk != application.pk
    with pytest.raises(Conflict):
        services.move(ada, application.pk, to_stage_id=make.stage(house.open, "screen").pk)
