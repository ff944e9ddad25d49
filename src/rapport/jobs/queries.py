"""Jobs, boards and applications; what you may not see is not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rapport.accounts.domain import JobAccess, Scope
from rapport.accounts.models import Audience, AudienceUser
from rapport.accounts.queries import Viewer
from rapport.jobs.models import Application, Job, Reason, Seat, Stage
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound


def access(job_ids: Iterable[int] | None = None) -> dict[int, JobAccess]:
    """What decides who may enter jobs (all when None)."""
    jobs = Job.objects.all() if job_ids is None else Job.objects.filter(pk__in=list(job_ids))
    seats: dict[int, set[int]] = defaultdict(set)
    rows = Seat.objects.all() if job_ids is None else Seat.objects.filter(job_id__in=list(job_ids))
    for job_id, user_id in rows.values_list("job_id", "user_id"):
        seats[job_id].add(user_id)
    return {
        pk: JobAccess(pk, confidential, team_id, frozenset(seats[pk] | ({owner_id} if owner_id else set())))
        for pk, confidential, team_id, owner_id in jobs.values_list("pk", "confidential", "team_id", "owner_id")
    }


def visible_to(viewer: Viewer) -> QuerySet[Job]:
    """The jobs this viewer may enter: those whose "everyone" audience they hold."""
    held = AudienceUser.objects.filter(
        user_id=viewer.user_id, audience__kind=Audience.Kind.EVERYONE, audience__job_id=OuterRef("pk")
    )
    return Job.objects.filter(Exists(held))


def get(viewer: Viewer, job_id: int) -> Job:
    job = visible_to(viewer).select_related("owner", "team", "brand", "legal_entity").filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job here.")
    return job


def stages(job_id: int) -> list[Stage]:
    return list(Stage.objects.filter(job_id=job_id).order_by("position"))


def reasons(kind: str) -> list[Reason]:
    return list(Reason.objects.filter(kind=kind, is_active=True))


def applications_of(viewer: Viewer, person_ids: Iterable[int]) -> list[Application]:
    """A person's applications for jobs the viewer may enter, the newest first."""
    return list(
        Application.objects.filter(person_id__in=list(person_ids), job__in=visible_to(viewer))
        .select_related("job", "stage", "reason", "submitted_by__agency", "job__brand")
        .order_by("-applied_at")
    )


def application(viewer: Viewer, application_id: int) -> Application:
    found = (
        Application.objects.filter(pk=application_id, job__in=visible_to(viewer))
        .exclude(person__user_id=viewer.user_id)
        .select_related("job", "stage", "person")
        .first()
    )
    if found is None:
        raise NotFound("There is no such application here.")
    return found


def scope_of(actor: Actor, job: Job) -> Scope:
    """Where an act on this job happens, seen from the actor."""
    seated = job.owner_id == actor.id or Seat.objects.filter(job=job, user_id=actor.id).exists()
    return Scope(frozenset({job.team_id} if job.team_id else ()), on_hiring_team=seated, is_own=job.owner_id == actor.id)


def scope_of_person(actor: Actor, person_ids: Iterable[int]) -> Scope:
    """Where an act on a person happens: on the teams of their jobs, on the hiring team of any of them."""
    jobs = Job.objects.filter(applications__person_id__in=list(person_ids)).distinct()
    teams = frozenset(t for t in jobs.values_list("team_id", flat=True) if t)
    seated = jobs.filter(Q(owner_id=actor.id) | Q(seats__user_id=actor.id)).exists()
    return Scope(teams, on_hiring_team=seated)


def hiring_team(job_id: int) -> list[Seat]:
    return list(Seat.objects.filter(job_id=job_id).select_related("user").order_by("part", "user__name"))


def stage_counts(job_ids: Iterable[int]) -> dict[int, int]:
    """How many open applications each job has."""
    rows = (
        Application.objects.filter(job_id__in=list(job_ids), closed_at__isnull=True)
        .values("job_id")
        .annotate(n=Count("pk"))
        .values_list("job_id", "n")
    )
    return dict(rows)


