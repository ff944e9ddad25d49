"""Opening and staffing jobs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.accounts import services as account_services
from rapport.accounts.domain import Scope
from rapport.events import services as events
from rapport.jobs import queries
from rapport.jobs.events import HiringTeamChanged, JobOpened
from rapport.jobs.models import Job, Seat, Stage
from rapport.jobs.services.audiences import audience_for
from rapport.lib.actor import Actor

# Names per language: (kind, {language: name}, sensitive)
DEFAULT_STAGES: tuple[tuple[str, dict[str, str], bool], ...] = (
    ("applied", {"en": "Applied", "de": "Beworben", "ar": "تم التقديم"}, False),
    ("screen", {"en": "Screen", "de": "Vorgespräch", "ar": "الفرز"}, False),
    ("interview", {"en": "Interview", "de": "Gespräch", "ar": "المقابلة"}, False),
    ("offer", {"en": "Offer", "de": "Angebot", "ar": "العرض"}, True),
    ("hired", {"en": "Hired", "de": "Eingestellt", "ar": "تم التوظيف"}, True),
    ("rejected", {"en": "Rejected", "de": "Abgesagt", "ar": "مرفوض"}, True),
    ("withdrawn", {"en": "Withdrawn", "de": "Zurückgezogen", "ar": "منسحب"}, False),
)


def open_job(actor: Actor, *, title: str, team: Iterable[tuple[int, str]] = (), **fields: Any) -> Job:
    """Open a job with the usual stages and a hiring team of (user id, part)."""
    accounts.require(
        actor, "jobs:edit", Scope(frozenset({fields["team"].pk} if fields.get("team") else ()), on_hiring_team=True)
    )
    fields.setdefault("legal_entity", accounts.default_legal_entity())
    fields.setdefault("brand", accounts.default_brand())
    fields.setdefault("opened_on", timezone.localdate())
    with transaction.atomic():
        job = Job.objects.create(title=title.strip(), **fields)
        Stage.objects.bulk_create(
            [
                Stage(job=job, kind=kind, name=name, is_sensitive=sensitive, position=n, mails_on_entry=kind != "offer")
                for n, (kind, name, sensitive) in enumerate(DEFAULT_STAGES, start=1)
            ]
        )
        Seat.objects.bulk_create([Seat(job=job, user_id=user_id, part=part) for user_id, part in team])
        audience_for("everyone", job_id=job.pk)
        audience_for("hiring_team", job_id=job.pk)
        events.publish(actor, JobOpened(job_id=job.pk))
        events.tick("jobs")
    return job


def seat(actor: Actor, job_id: int, seats: Iterable[tuple[int, str]]) -> None:
    """Make the hiring team exactly these (user id, part); what they see follows at once."""
    job = Job.objects.get(pk=job_id)
    accounts.require(actor, "jobs:staff", queries.scope_of(actor, job))
    wanted = dict(seats)
    with transaction.atomic():
        before = set(Seat.objects.filter(job=job).values_list("user_id", flat=True))
        Seat.objects.filter(job=job).exclude(user_id__in=list(wanted)).delete()
        for user_id, part in wanted.items():
            Seat.objects.update_or_create(job=job, user_id=user_id, defaults={"part": part})
        account_services.regrant_jobs(queries.access([job_id]).values())
        events.publish(actor, HiringTeamChanged(job_id=job_id, user_ids=sorted(before ^ set(wanted))))
        events.tick(f"job:{job_id}")
