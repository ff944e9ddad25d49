"""Jobs in the search index, under the audience of whoever may enter them."""

from __future__ import annotations

from rapport.jobs.models import Job
from rapport.jobs.services.audiences import audience_for
from rapport.lib import words
from rapport.search import services as search
from rapport.search.domain import Doc


def index(job: Job) -> None:
    """Make a job findable by title, reference, department and place, for those who may enter it."""
    found = words.name_tokens(job.title) | words.tokens(
        f"{job.reference} {job.department} {job.city} {job.role_family}"
    )
    search.put([Doc("job", job.pk, job.created_at, found, None, audience_for("everyone", job_id=job.pk))])
