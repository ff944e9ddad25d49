"""The list of jobs: filters, order, counts by stage, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from rapport.accounts.queries import Viewer
from rapport.jobs.models import Application, Job
from rapport.jobs.queries.access import visible_to
from rapport.jobs.queries.custom import matches
from rapport.web import paging

PAGE = 50
ACTIVE = (Job.State.DRAFT, Job.State.OPEN, Job.State.ON_HOLD)
FAR = date(9999, 12, 31)
LONG_AGO = date(1, 1, 1)
# What the list can be sorted by: the key (never null, so that a cursor is exact) and whether it falls.
SORTS: dict[str, tuple[Any, bool]] = {
    "newest": (F("id"), True),
    "title": (Lower("title"), False),
    "priority": (F("priority"), True),
    "deadline": (Coalesce("deadline_on", Value(FAR)), False),
    "opened": (Coalesce("opened_on", Value(LONG_AGO)), True),
    "closed": (Coalesce("closed_on", Value(LONG_AGO)), True),
}
CHOSEN = ("department", "role_family", "level", "country", "employment", "city")
IDS = ("legal_entity", "owner", "team", "brand")


@dataclass(frozen=True, slots=True)
class JobFilter:
    """What the list is narrowed to; empty means all."""

    text: str = ""
    state: str = ""  # "" means active, "all" means every state
    chosen: dict[str, str] = field(default_factory=dict)  # exact values of CHOSEN and IDS
    priority: int | None = None
    openings: int | None = None  # at least
    tag: int | None = None
    dates: dict[str, date] = field(default_factory=dict)  # "deadline_from", "opened_until", …
    custom: dict[str, Any] = field(default_factory=dict)
    confidential: bool | None = None
    sort: str = "newest"


def filtered(viewer: Viewer, wanted: JobFilter) -> QuerySet[Job]:
    """The jobs this viewer may enter that answer the filter."""
    jobs = visible_to(viewer)
    if wanted.state != "all":
        jobs = jobs.filter(state__in=[wanted.state] if wanted.state else ACTIVE)
    for word in wanted.text.split():
        jobs = jobs.filter(
            Q(title__icontains=word)
            | Q(reference__icontains=word)
            | Q(department__icontains=word)
            | Q(city__icontains=word)
        )
    for name, value in wanted.chosen.items():
        jobs = jobs.filter(**{f"{name}_id" if name in IDS else name: value})
    if wanted.priority is not None:
        jobs = jobs.filter(priority=wanted.priority)
    if wanted.openings is not None:
        jobs = jobs.filter(openings__gte=wanted.openings)
    if wanted.confidential is not None:
        jobs = jobs.filter(confidential=wanted.confidential)
    if wanted.tag is not None:
        jobs = jobs.filter(tag_links__tag_id=wanted.tag)
    for name, day in wanted.dates.items():
        column, _, end = name.rpartition("_")
        jobs = jobs.filter(**{f"{column}_on__{'gte' if end == 'from' else 'lte'}": day})
    return jobs.filter(matches("custom", wanted.custom)) if wanted.custom else jobs


def page(viewer: Viewer, wanted: JobFilter, after: str = "") -> paging.Page[Job]:
    """A page of the list, and the cursor of the next one."""
    key, falls = SORTS.get(wanted.sort, SORTS["newest"])
    jobs = filtered(viewer, wanted).select_related("owner", "legal_entity").annotate(sort=key)
    if after:
        value, last = paging.decode(after)
        mark = date.fromisoformat(value) if wanted.sort in {"deadline", "opened", "closed"} else value  # type: ignore[arg-type]
        beyond, below = ("sort__lt", "pk__lt") if falls else ("sort__gt", "pk__gt")
        jobs = jobs.filter(Q(**{beyond: mark}) | Q(**{"sort": mark, below: last}))
    order = ("-sort", "-pk") if falls else ("sort", "pk")
    rows = list(jobs.order_by(*order)[: PAGE + 1])
    return paging.page_of(rows, PAGE, lambda job: (_plain(job.sort), job.pk))  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def count(viewer: Viewer, wanted: JobFilter) -> int:
    return filtered(viewer, wanted).count()


def open_count(viewer: Viewer) -> int:
    """How many open jobs the viewer may enter: the figure in the rail."""
    return open_rows(viewer).count()


def open_rows(viewer: Viewer) -> QuerySet[Job]:
    """The open jobs the viewer may enter."""
    return visible_to(viewer).filter(state=Job.State.OPEN)


def counts_by_kind(viewer: Viewer, job_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many people stand in each kind of stage of these jobs, as far as the viewer may see them."""
    rows = (
        Application.objects.filter(job_id__in=list(job_ids), person__removed_at__isnull=True)
        .exclude(person__user_id=viewer.user_id)
        .exclude(person__merged_into__user_id=viewer.user_id)
        .values("job_id", "stage__kind")
        .annotate(n=Count("pk"))
        .values_list("job_id", "stage__kind", "n")
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for job_id, kind, n in rows:
        found[job_id][kind] = n
    return found


def choices(viewer: Viewer) -> dict[str, list[Any]]:
    """What the filters offer: the values that occur among the jobs the viewer may enter, in one query."""
    columns = ("department", "role_family", "level", "city", "country")
    found: dict[str, set[Any]] = {name: set() for name in (*columns, "owner", "legal_entity")}
    rows = visible_to(viewer).values_list(*columns, "owner_id", "owner__name", "legal_entity_id", "legal_entity__name")
    for *values, owner_id, owner, entity_id, entity in rows.distinct():
        for name, value in zip(columns, values, strict=True):
            if value:
                found[name].add(value)
        if owner_id:
            found["owner"].add((owner_id, owner))
        found["legal_entity"].add((entity_id, entity))
    return {name: sorted(values, key=lambda v: v[1] if isinstance(v, tuple) else v) for name, values in found.items()}


def exported(viewer: Viewer, wanted: JobFilter) -> list[Job]:
    """Every job that answers the filter, for a sheet."""
    return list(filtered(viewer, wanted).select_related("owner", "legal_entity", "team").order_by("-pk"))


def found(viewer: Viewer, job_ids: Iterable[int]) -> dict[int, Job]:
    """Jobs by id as far as the viewer may enter them: how a search hit gets its words."""
    return {job.pk: job for job in visible_to(viewer).filter(pk__in=list(job_ids))}


def suggested(viewer: Viewer, text: str, limit: int = 12) -> list[Job]:
    """Open jobs to choose from while somebody types."""
    return list(filtered(viewer, JobFilter(text=text, state=Job.State.OPEN)).order_by("title", "pk")[:limit])
