"""One change for many jobs or many applications: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.jobs import queries
from rapport.jobs.models import Application, Job
from rapport.jobs.services.applications import edit_application
from rapport.jobs.services.jobs import edit_job
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.people.models import Tag

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
            edit_job(
                actor,
                job_id,
                revision=_revision(job_id),
                changes=wanted,
                tags=_tags(queries.tags_of_job(job.pk), add_tag, drop_tag),
            )
    return len(ids)


def edit_applications(
    actor: Actor,
    application_ids: Iterable[int],
    *,
    changes: Mapping[str, Any] | None = None,
    add_tag: str = "",
    drop_tag: int = 0,
) -> int:
    """Give many applications a custom value or a tag, or take a tag from them; how many were named."""
    ids = sorted(set(application_ids))
    if len(ids) > MOST:
        raise Invalid({"applications": _("Choose at most %(n)d people at once.") % {"n": MOST}})
    if set(changes or {}) - {"custom"}:
        raise Invalid(_("Many applications at once cannot be given this."))
    with transaction.atomic():
        for id in ids:
            row = Application.objects.select_for_update(of=("self",)).filter(pk=id).first()
            held = queries.tags_of_application(id)
            revision = row.revision if row else 0
            edit_application(
                actor, id, revision=revision, changes=dict(changes or {}), tags=_tags(held, add_tag, drop_tag)
            )
    return len(ids)


def _revision(job_id: int) -> int:
    """Locked until the end of the change, so that nobody's edit is lost and none fails."""
    return Job.objects.select_for_update(of=("self",)).get(pk=job_id).revision


def _tags(held: Iterable[Tag], add: str, drop: int) -> list[str] | None:
    if not add.strip() and not drop:
        return None
    return [tag.name for tag in held if tag.pk != drop] + ([add] if add.strip() else [])
