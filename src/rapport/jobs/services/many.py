"""One change for many jobs: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.jobs import queries
from rapport.jobs.models import Job
from rapport.jobs.services.jobs import edit_job
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid

MOST = 200
FIELDS = frozenset({"owner_id", "priority", "custom"})


def edit_jobs(
    actor: Actor,
    job_ids: Iterable[int],
    *,
    changes: Mapping[str, Any] | None = None,
    add_tag: str = "",
    drop_tag: int = 0,
) -> int:
    """Give many jobs an owner, a priority, a custom value or a tag, or take a tag from them; how many changed."""
    ids = sorted(set(job_ids))
    if len(ids) > MOST:
        raise Invalid({"jobs": _("Choose at most %(n)d jobs at once.") % {"n": MOST}})
    wanted = dict(changes or {})
    if unknown := set(wanted) - FIELDS:
        raise Invalid(_("Many jobs at once cannot be given: {names}.").format(names=", ".join(sorted(unknown))))
    with transaction.atomic():
        for job_id in ids:
            job = queries.enter(actor, job_id)
            edit_job(actor, job_id, revision=_revision(job_id), changes=wanted, tags=_tags(job, add_tag, drop_tag))
    return len(ids)


def _revision(job_id: int) -> int:
    """Locked until the end of the change, so that nobody's edit is lost and none fails."""
    return Job.objects.select_for_update(of=("self",)).get(pk=job_id).revision


def _tags(job: Job, add: str, drop: int) -> list[str] | None:
    if not add.strip() and not drop:
        return None
    return [tag.name for tag in queries.tags_of_job(job.pk) if tag.pk != drop] + ([add] if add.strip() else [])
