from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapport.accounts.tests import make as accounts
from rapport.jobs.models import Application, Job, Reason, Stage
from rapport.jobs.services import apply, open_job
from rapport.lib.actor import SYSTEM, Actor
from rapport.people.models import Person
from rapport.people.tests import make as persons


def job(title: str = "Associate Counsel", *, by: Actor = SYSTEM, **fields: Any) -> Job:
    return open_job(by, title=title, **fields)


def application(person: Person, job: Job, *, by: Actor = SYSTEM, **fields: Any) -> Application:
    return apply(by, person=person, job=job, **fields)


def stage(job: Job, kind: str) -> Stage:
    return Stage.objects.get(job=job, kind=kind)


def reason(kind: str = "rejected") -> Reason:
    found = Reason.objects.filter(kind=kind).first()
    assert found is not None, "the migration seeds reasons of every closing kind"
    return found


def people(job: Job, count: int) -> list[Application]:
    return [application(persons.person(f"Person {n}", f"person{n}@home.example"), job) for n in range(count)]


@dataclass(frozen=True)
class House:
    """Staff, a job of Ada's team and one that is confidential with Ben alone on it."""

    staff: accounts.Staff
    open: Job
    secret: Job


def house() -> House:
    staff = accounts.three()
    ours = job(team_id=staff.team.pk, owner_id=staff.ada.pk)
    secret = job("General Counsel", confidential=True, team=[(staff.ben.pk, "recruiter")])
    return House(staff, ours, secret)
