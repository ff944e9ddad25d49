from __future__ import annotations

import pytest

from rapport.accounts.tests import make as accounts
from rapport.jobs import queries, services
from rapport.jobs.models import Reason
from rapport.jobs.tests import make
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed
from rapport.people import queries as people
from rapport.people.tests import make as persons

pytestmark = pytest.mark.django_db


def test_a_person_known_only_from_a_confidential_job_is_seen_by_its_hiring_team_alone() -> None:
    staff = accounts.three()
    job = make.job(confidential=True, team_id=staff.team.pk)
    person = persons.person(audience_id=services.audience_for("everyone", job_id=job.pk))
    make.application(person, job)
    assert not people.visible_to(staff.viewer(staff.ada)).exists()
    services.seat(SYSTEM, job.pk, [(staff.ada.pk, "recruiter")])
    assert people.visible_to(staff.viewer(staff.ada)).get() == person
    assert not people.visible_to(staff.viewer(staff.ben)).exists()


def test_an_interviewer_sees_the_people_of_their_jobs_only() -> None:
    staff = accounts.three()
    job, person = make.job(), persons.person()
    make.application(person, job)
    assert not people.visible_to(staff.viewer(staff.cleo)).exists()
    services.seat(SYSTEM, job.pk, [(staff.cleo.pk, "interviewer")])
    assert people.visible_to(staff.viewer(staff.cleo)).get() == person
    assert queries.visible_to(staff.viewer(staff.cleo)).get() == job


def test_nobody_sees_their_own_candidate_record() -> None:
    staff = accounts.three()
    person = persons.person("Ada Lovelace", "ada@home.example", user=staff.ada)
    assert not people.visible_to(staff.viewer(staff.ada)).exists()
    assert people.visible_to(staff.viewer(staff.ben)).get() == person


def test_closing_needs_a_reason_and_keeps_the_decider() -> None:
    staff = accounts.three()
    job, person = make.job(), persons.person()
    application = make.application(person, job)
    ada = staff.actor(staff.ada)
    with pytest.raises(Invalid):
        services.move(ada, application.pk, to_stage_id=make.stage(job, "rejected").pk)
    reason = Reason.objects.create(kind="rejected", label={"en": "Another candidate fitted better"})
    moved = services.move(ada, application.pk, to_stage_id=make.stage(job, "rejected").pk, reason_id=reason.pk)
    assert moved.decided_by_id == staff.ada.pk
    assert moved.closed_at is not None


def test_automation_rejects_nobody_prv21() -> None:
    job, person = make.job(), persons.person()
    application = make.application(person, job)
    reason = Reason.objects.create(kind="rejected", label={"en": "x"})
    with pytest.raises(Invalid):
        services.move(SYSTEM, application.pk, to_stage_id=make.stage(job, "rejected").pk, reason_id=reason.pk)


def test_two_who_move_at_once_meet_a_conflict() -> None:
    job, person = make.job(), persons.person()
    application = make.application(person, job)
    services.move(SYSTEM, application.pk, to_stage_id=make.stage(job, "screen").pk, revision=1)
    with pytest.raises(Conflict):
        services.move(SYSTEM, application.pk, to_stage_id=make.stage(job, "interview").pk, revision=1)


def test_an_interviewer_may_not_move() -> None:
    staff = accounts.three()
    job, person = make.job(team=[(staff.cleo.pk, "interviewer")]), persons.person()
    application = make.application(person, job)
    with pytest.raises(NotAllowed):
        services.move(staff.actor(staff.cleo), application.pk, to_stage_id=make.stage(job, "screen").pk)
