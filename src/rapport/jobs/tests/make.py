from __future__ import annotations

from typing import Any

from rapport.jobs.models import Application, Job, Stage
from rapport.jobs.services import apply, open_job
from rapport.lib.actor import SYSTEM, Actor
from rapport.people.models import Person


def job(title: str = "Associate Counsel", *, by: Actor = SYSTEM, **fields: Any) -> Job:
    return open_job(by, title=title, **fields)


def application(person: Person, job: Job, *, by: Actor = SYSTEM) -> Application:
    return apply(by, person=person, job=job)


def stage(job: Job, kind: str) -> Stage:
    return Stage.objects.get(job=job, kind=kind)
