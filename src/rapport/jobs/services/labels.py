"""Tags and custom values of jobs and applications."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.jobs.models import Application, ApplicationTag, Job, JobTag
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.people.models import Tag


def tags_named(actor: Actor, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where the actor may make tags."""
    wanted = {name.casefold(): name for name in (" ".join(raw.split())[:60] for raw in names) if name}
    found = {tag.name.casefold(): tag for tag in Tag.objects.all()} if wanted else {}
    missing = [name for key, name in wanted.items() if key not in found]
    if missing and not accounts.can(actor, "tags:edit").is_allowed:
        raise Invalid({"tags": _("There is no tag “%(name)s”, and you may not make new ones.") % {"name": missing[0]}})
    for name in missing:
        found[name.casefold()] = Tag.objects.get_or_create(name=name)[0]
    return [found[key] for key in wanted]


def tag_job(actor: Actor, job: Job, names: Iterable[str]) -> bool:
    """Give a job exactly these tags; whether anything changed."""
    wanted = {tag.pk for tag in tags_named(actor, names)}
    held = set(JobTag.objects.filter(job=job).values_list("tag_id", flat=True))
    JobTag.objects.filter(job=job, tag_id__in=held - wanted).delete()
    JobTag.objects.bulk_create([JobTag(job=job, tag_id=tag_id) for tag_id in sorted(wanted - held)])
    return wanted != held


def tag_application(actor: Actor, application: Application, names: Iterable[str]) -> bool:
    """Give an application exactly these tags; whether anything changed."""
    wanted = {tag.pk for tag in tags_named(actor, names)}
    held = set(ApplicationTag.objects.filter(application=application).values_list("tag_id", flat=True))
    ApplicationTag.objects.filter(application=application, tag_id__in=held - wanted).delete()
    ApplicationTag.objects.bulk_create(
        [ApplicationTag(application=application, tag_id=tag_id) for tag_id in sorted(wanted - held)]
    )
    return wanted != held


def with_custom(held: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Custom values after an edit: given ones replace, empty ones go, those the editor could not see stay."""
    merged = {**held, **{key: _plain(value) for key, value in given.items()}}
    return {key: value for key, value in merged.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
