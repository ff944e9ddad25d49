"""What agencies may submit for."""

from __future__ import annotations

from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Job


def open_jobs() -> list[Job]:
    """The jobs any agency may submit for: open, and not confidential, since a name alone would give them away."""
    return list(Job.objects.filter(state=Job.State.OPEN, confidential=False).order_by("title", "pk"))


def open_jobs_for(viewer: Viewer) -> list[Job]:
    """The jobs a member may enter a candidate for in an agency's name."""
    return list(jobs.visible_to(viewer).filter(state=Job.State.OPEN).order_by("title", "pk"))
