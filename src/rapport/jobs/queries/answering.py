"""Who answers for a job, and whom a forgotten answer climbs to."""

from __future__ import annotations

from rapport.accounts.models import TeamMember
from rapport.jobs.models import Job


def answerer(job_id: int | None) -> int | None:
    """Who answers for a job: its recruiter while their account is active, else a lead of its team."""
    return next(iter(answerers(job_id)), None)


def answerers(job_id: int | None) -> list[int]:
    """The job's recruiter, then the leads of its team: who answers, and whom a forgotten answer climbs to."""
    job = Job.objects.filter(pk=job_id).select_related("owner").first() if job_id else None
    if job is None:
        return []
    owner = [job.owner.pk] if job.owner is not None and job.owner.is_active else []
    return list(dict.fromkeys([*owner, *team_leads(job.team_id)]))


def team_leads(team_id: int | None) -> list[int]:
    """The leads of a team whose accounts are active."""
    rows = TeamMember.objects.filter(team_id=team_id, is_lead=True, user__is_active=True) if team_id else ()
    return [row.user_id for row in rows]
