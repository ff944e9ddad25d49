"""Who may enter a job, and where an act on it happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.accounts import queries as accounts
from rapport.accounts.domain import JobAccess, Scope
from rapport.accounts.models import Audience, AudienceUser
from rapport.accounts.queries import Viewer
from rapport.jobs.models import Application, Job, Seat
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


def enter(actor: Actor, job_id: int) -> Job:
    """The job an actor is about to change; staff must be able to see it, whatever their permissions say."""
    if actor.is_user:
        return get(accounts.viewer_of(actor), job_id)
    job = Job.objects.filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job


def seen_applications(viewer: Viewer) -> QuerySet[Application]:
    """The applications a viewer may see: of jobs they may enter, of people not removed, never their own."""
    return (
        Application.objects.filter(job__in=visible_to(viewer), person__removed_at__isnull=True)
        .exclude(person__user_id=viewer.user_id)
        .exclude(person__merged_into__user_id=viewer.user_id)
    )


def people_of(viewer: Viewer, job_id: int) -> QuerySet[Application]:
    """A job's applications as the viewer may see them; the caller has made sure that they may enter the job."""
    return (
        Application.objects.filter(job_id=job_id, person__removed_at__isnull=True)
        .exclude(person__user_id=viewer.user_id)
        .exclude(person__merged_into__user_id=viewer.user_id)
    )


def scope_of(actor: Actor, job: Job) -> Scope:
    """Where an act on this job happens, seen from the actor."""
    seated = job.owner_id == actor.id or Seat.objects.filter(job=job, user_id=actor.id).exists()
    return Scope(
        frozenset({job.team_id} if job.team_id else ()), on_hiring_team=seated, is_own=job.owner_id == actor.id
    )


def scope_of_person(actor: Actor, person_ids: Iterable[int]) -> Scope:
    """Where an act on a person happens: on the teams of their jobs, on the hiring team of any of them."""
    jobs = Job.objects.filter(applications__person_id__in=list(person_ids)).distinct()
    teams = frozenset(t for t in jobs.values_list("team_id", flat=True) if t)
    seated = jobs.filter(Q(owner_id=actor.id) | Q(seats__user_id=actor.id)).exists()
    return Scope(teams, on_hiring_team=seated)


def may(viewer: Viewer, permission: str, job: Job) -> bool:
    """Whether the viewer may do this on the job: what a page asks before it shows a button."""
    return viewer.can(permission, scope_of(viewer.actor, job))
