"""Opening, editing, staffing and closing jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts import services as account_services
from rapport.accounts.domain import Scope
from rapport.events import services as events
from rapport.jobs import queries
from rapport.jobs.events import HiringTeamChanged, JobEdited, JobOpened
from rapport.jobs.models import Job, Seat, Stage
from rapport.jobs.services.audiences import audience_for
from rapport.jobs.services.index import index
from rapport.jobs.services.labels import tag_job, with_custom
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid

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


EDITABLE = frozenset(
    {
        "title", "reference", "confidential", "department", "role_family", "level", "city", "country", "employment",
        "priority", "openings", "description", "team_id", "owner_id", "legal_entity_id", "brand_id", "agency_mail_to",
        "opened_on", "deadline_on", "custom",
    }
)  # fmt: skip
# A change of these changes who may enter; what they see of old items follows in the same transaction.
DOORS = frozenset({"confidential", "team_id", "owner_id"})


def open_job(
    actor: Actor, *, title: str, team: Iterable[tuple[int, str]] = (), tags: Iterable[str] = (), **fields: Any
) -> Job:
    """Open a job with the usual stages and a hiring team of (user id, part)."""
    team_id = fields["team"].pk if fields.get("team") else fields.get("team_id")
    accounts.require(actor, "jobs:edit", Scope(frozenset({team_id} if team_id else ()), on_hiring_team=True))
    if not ({"legal_entity", "legal_entity_id"} & fields.keys()):
        fields["legal_entity"] = accounts.default_legal_entity()
    if not ({"brand", "brand_id"} & fields.keys()):
        fields["brand"] = accounts.default_brand()
    fields.setdefault("opened_on", timezone.localdate())
    fields["custom"] = with_custom({}, fields.get("custom") or {})
    with transaction.atomic():
        job = Job(title=title.strip(), **fields)
        _check(job)
        job.save(force_insert=True)
        Stage.objects.bulk_create(
            [
                Stage(job=job, kind=kind, name=name, is_sensitive=sensitive, position=n, mails_on_entry=kind != "offer")
                for n, (kind, name, sensitive) in enumerate(DEFAULT_STAGES, start=1)
            ]
        )
        Seat.objects.bulk_create([Seat(job=job, user_id=user_id, part=part) for user_id, part in team])
        audience_for("everyone", job_id=job.pk)
        audience_for("hiring_team", job_id=job.pk)
        _stay_inside(actor, job)
        tag_job(actor, job, tags)
        index(job)
        events.publish(actor, JobOpened(job_id=job.pk))
        events.tick("jobs")
    return job


def edit_job(
    actor: Actor, job_id: int, *, revision: int, changes: Mapping[str, Any], tags: Iterable[str] | None = None
) -> Job:
    """Change fields of a job; raises `Conflict` when somebody saved since `revision` was read."""
    before = queries.enter(actor, job_id)
    accounts.require(actor, "jobs:edit", queries.scope_of(actor, before))
    if unknown := set(changes) - EDITABLE:
        raise Invalid(_("These fields cannot be edited: {names}.").format(names=", ".join(sorted(unknown))))
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
        if job.revision != revision:
            raise Conflict(_("Somebody else saved this job while you were editing it."))
        wanted = dict(changes)
        if "custom" in wanted:
            wanted["custom"] = with_custom(job.custom, wanted["custom"])
        touched = [name for name, value in wanted.items() if getattr(job, name) != value]
        for name in touched:
            setattr(job, name, wanted[name])
        _check(job)
        if "deadline_on" in touched:
            job.deadline_reminded_on = None
        retagged = tags is not None and tag_job(actor, job, tags)
        if not touched and not retagged:
            return job
        job.revision += 1
        job.save(update_fields=[*touched, "deadline_reminded_on", "revision"])
        if DOORS & set(touched):
            account_services.regrant_jobs(queries.access([job_id]).values())
            _stay_inside(actor, job)
        index(job)
        names = sorted(name.removesuffix("_id") for name in [*touched, *(["tags"] if retagged else [])])
        events.publish(actor, JobEdited(job_id=job_id, fields=names))
        events.tick(f"job:{job_id}", "jobs")
    return job


def set_state(actor: Actor, job_id: int, *, state: str, revision: int | None = None) -> Job:
    """Open, hold, fill or close a job; the people in it stay where they are."""
    before = queries.enter(actor, job_id)
    accounts.require(actor, "jobs:edit", queries.scope_of(actor, before))
    if state not in Job.State.values:
        raise Invalid({"state": _("A job is a draft, open, on hold, filled or closed.")})
    with transaction.atomic():
        job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
        if revision is not None and job.revision != revision:
            raise Conflict(_("Somebody else changed this job meanwhile."))
        if job.state == state:
            return job
        over = state in {Job.State.FILLED, Job.State.CLOSED}
        job.state = state
        job.closed_on = timezone.localdate() if over else None
        job.opened_on = job.opened_on or (timezone.localdate() if state == Job.State.OPEN else None)
        job.revision += 1
        job.save(update_fields=["state", "closed_on", "opened_on", "revision"])
        events.publish(actor, JobEdited(job_id=job_id, fields=["state"]))
        events.tick(f"job:{job_id}", "jobs")
    return job


def seat(actor: Actor, job_id: int, seats: Iterable[tuple[int, str]]) -> None:
    """Make the hiring team exactly these (user id, part); what they see follows at once."""
    job = queries.enter(actor, job_id)
    accounts.require(actor, "jobs:staff", queries.scope_of(actor, job))
    wanted = dict(seats)
    with transaction.atomic():
        Job.objects.select_for_update(of=("self",)).get(pk=job_id)
        held = dict(Seat.objects.filter(job=job).values_list("user_id", "part"))
        if held == wanted:
            return
        Seat.objects.filter(job=job).exclude(user_id__in=list(wanted)).delete()
        for user_id, part in wanted.items():
            Seat.objects.update_or_create(job=job, user_id=user_id, defaults={"part": part})
        account_services.regrant_jobs(queries.access([job_id]).values())
        _stay_inside(actor, job)
        changed = {id for id in held.keys() | wanted.keys() if held.get(id) != wanted.get(id)}
        events.publish(actor, HiringTeamChanged(job_id=job_id, user_ids=sorted(changed)))
        events.tick(f"job:{job_id}")


def _check(job: Job) -> None:
    if not job.title.strip():
        raise Invalid({"title": _("A job needs a title.")})
    if job.openings is None or job.openings < 1:
        raise Invalid({"openings": _("A job has at least one opening.")})
    begin: date | None = job.opened_on
    if begin and job.deadline_on and job.deadline_on < begin:
        raise Invalid({"deadline_on": _("The deadline lies before the day the job opened.")})


def _stay_inside(actor: Actor, job: Job) -> None:
    """Nobody shuts themselves out of a job: a confidential one is seen by its hiring team alone."""
    if actor.is_user and not queries.visible_to(accounts.viewer_of(actor)).filter(pk=job.pk).exists():
        raise Invalid(
            {"confidential": _("You would not see this job any more. Put yourself on its hiring team first.")}
        )
