"""Applications: one, a person's, a job's table, and the panel of the candidate page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.jobs import domain
from rapport.jobs.models import Application, Job, Stage, StageMove
from rapport.jobs.queries.access import people_of, seen_applications, visible_to
from rapport.jobs.queries.custom import matches
from rapport.jobs.queries.stages import name_in
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.web import paging

PAGE = 50
CARD = ("person__owner", "person__merged_into", "submitted_by__agency", "stage")
SORTS: dict[str, tuple[Any, bool]] = {
    "newest": (F("applied_at"), True),
    "oldest": (F("applied_at"), False),
    "name": (F("person__sort_name"), False),
    "longest": (F("stage_since"), False),
    "stage": (F("stage__position"), False),
}


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a board or a table of candidates is narrowed to; empty means all."""

    text: str = ""
    owner: int | None = None
    agency: int | None = None
    submitter: int | None = None
    source: str = ""
    tag: int | None = None
    stage: int | None = None
    closed: str = ""  # "" all, "open", "closed"
    custom: dict[str, Any] = field(default_factory=dict)
    sort: str = "newest"

    @property
    def is_narrow(self) -> bool:
        return self != PeopleFilter(sort=self.sort)


def narrowed(applications: QuerySet[Application], wanted: PeopleFilter) -> QuerySet[Application]:
    for word in wanted.text.split():
        applications = applications.filter(
            Q(person__sort_name__icontains=word.casefold()) | Q(person__full_name__icontains=word)
        )
    exact = {
        "person__owner_id": wanted.owner,
        "submitted_by__agency_id": wanted.agency,
        "submitted_by_id": wanted.submitter,
        "source": wanted.source or None,
        "tag_links__tag_id": wanted.tag,
        "stage_id": wanted.stage,
    }
    applications = applications.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.closed:
        applications = applications.filter(closed_at__isnull=wanted.closed == "open")
    return applications.filter(matches("custom", wanted.custom)) if wanted.custom else applications


def applications_of(viewer: Viewer, person_ids: Iterable[int]) -> list[Application]:
    """A person's applications for jobs the viewer may enter, the newest first."""
    rows = _applications_of(viewer, person_ids).select_related("job__brand")
    return list(rows.order_by("-applied_at"))


def _applications_of(viewer: Viewer, person_ids: Iterable[int]) -> QuerySet[Application]:
    """Described jobs stay behind: no list tells their description."""
    return (
        Application.objects.filter(person_id__in=list(person_ids), job__in=visible_to(viewer))
        .select_related("job", "stage", "reason", "submitted_by__agency")
        .defer("job__description")
    )


def application(viewer: Viewer, application_id: int) -> Application:
    found = (
        seen_applications(viewer)
        .filter(pk=application_id)
        .select_related(
            "job__owner",
            "stage",
            "person__owner",
            "person__merged_into",
            "reason",
            "decided_by",
            "submitted_by__agency",
        )
        .first()
    )
    if found is None:
        raise NotFound("There is no such application here.")
    return found


def several(viewer: Viewer, ids: Iterable[int]) -> dict[int, Application]:
    """These applications by id, as far as the viewer may see them."""
    rows = seen_applications(viewer).filter(pk__in=list(ids)).select_related("job", *CARD)
    return {row.pk: row for row in rows}


def moves_of(application_id: int) -> list[StageMove]:
    """The way of an application through its stages, the newest first."""
    return list(
        StageMove.objects.filter(application_id=application_id)
        .select_related("from_stage", "to_stage", "by", "reason")
        .order_by("-at", "-pk")
    )


def table(viewer: Viewer, job: Job, wanted: PeopleFilter, after: str = "") -> paging.Page[Application]:
    """A page of a job's candidates as a table."""
    key, falls = SORTS.get(wanted.sort, SORTS["newest"])
    rows = narrowed(people_of(viewer, job.pk), wanted).select_related(*CARD, "reason").annotate(sort=key)
    if after:
        value, last = paging.decode(after)
        beyond, below = ("sort__lt", "pk__lt") if falls else ("sort__gt", "pk__gt")
        rows = rows.filter(Q(**{beyond: value}) | Q(**{"sort": value, below: last}))
    found = list(rows.order_by(*(("-sort", "-pk") if falls else ("sort", "pk")))[: PAGE + 1])
    return paging.page_of(found, PAGE, lambda row: (row.sort, row.pk))  # type: ignore[attr-defined]


def table_count(viewer: Viewer, job: Job, wanted: PeopleFilter) -> int:
    return narrowed(people_of(viewer, job.pk), wanted).count()


def exported(viewer: Viewer, job: Job, wanted: PeopleFilter) -> list[Application]:
    """Every candidate of a job that answers the filter, for a sheet."""
    rows = narrowed(people_of(viewer, job.pk), wanted).select_related(*CARD, "reason")
    return list(rows.order_by("stage__position", "person__sort_name", "pk"))


@dataclass(frozen=True, slots=True)
class Step:
    """Where one application stands in a filtered list, with its neighbours: "12 of 87"."""

    place: int
    total: int
    before_id: int | None
    after_id: int | None


def step(viewer: Viewer, job: Job, wanted: PeopleFilter, application: Application) -> Step | None:
    """The place of an application in the table as filtered and sorted; None when it is not in it."""
    key, falls = SORTS.get(wanted.sort, SORTS["newest"])
    rows = narrowed(people_of(viewer, job.pk), wanted).annotate(sort=key)
    mine = rows.filter(pk=application.pk).values_list("sort", flat=True).first()
    if mine is None:
        return None
    lower = Q(sort__lt=mine) | Q(sort=mine, pk__lt=application.pk)
    upper = Q(sort__gt=mine) | Q(sort=mine, pk__gt=application.pk)
    ahead, behind = (upper, lower) if falls else (lower, upper)
    near, far = (("sort", "pk"), ("-sort", "-pk")) if falls else (("-sort", "-pk"), ("sort", "pk"))
    return Step(
        place=rows.filter(ahead).count() + 1,
        total=rows.count(),
        before_id=rows.filter(ahead).order_by(*near).values_list("pk", flat=True).first(),
        after_id=rows.filter(behind).order_by(*far).values_list("pk", flat=True).first(),
    )


@dataclass(frozen=True, slots=True)
class StageMark:
    name: str
    kind: str
    state: str  # done, now, ahead


@dataclass(frozen=True, slots=True)
class ApplicationPanel:
    """One application as the candidate page shows it; the names are in the reader's language."""

    id: int
    job_id: int
    job_title: str
    stage_id: int
    stage_name: str
    stage_kind: str
    stages: tuple[StageMark, ...]  # the open stages and "hired", in order
    position: int
    days: int
    applied_at: datetime
    closed_at: datetime | None
    reason: str
    source: str
    agency: str
    submitted_by: str
    is_confidential: bool
    revision: int

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


def panel_for(viewer: Viewer, person_ids: Iterable[int]) -> list[ApplicationPanel]:
    """A person's applications with their stage bars, open ones first, in one query."""
    bars: dict[int, list[_Stop]] = defaultdict(list)
    rows: dict[int, Application] = {}
    stop = {f"stop_{name}": F(f"job__stages__{name}") for name in ("id", "name", "kind", "position")}
    joined: Any = _applications_of(viewer, person_ids).defer(None).only(*_SHOWN).annotate(**stop)
    for row in joined.order_by("-applied_at", "pk", "stop_position"):
        rows.setdefault(row.pk, row)
        bars[row.pk].append(_Stop(row.stop_id, row.stop_name, row.stop_kind, row.stop_position))
    now = timezone.now()
    panels = [_panel(row, bars[row.pk], now) for row in rows.values()]
    return sorted(panels, key=lambda panel: not panel.is_open)


_SHOWN = (
    *("person_id", "job_id", "stage_id", "applied_at", "stage_since", "source", "closed_at", "revision"),
    *("job__title", "job__confidential", "stage__name", "stage__kind", "stage__position", "reason__label"),
    *("submitted_by__full_name", "submitted_by__agency__name"),
)


class _Stop(NamedTuple):
    """One stage of a job, as its bar shows it."""

    id: int
    name: dict[str, str]
    kind: str
    position: int


def _panel(row: Application, stages: list[_Stop], now: datetime) -> ApplicationPanel:
    bar = [s for s in stages if s.kind not in {Stage.Kind.REJECTED, Stage.Kind.WITHDRAWN}]

    def state(stage: _Stop) -> str:
        if stage.id == row.stage_id:
            return "now"
        return "done" if stage.position < row.stage.position else "ahead"

    return ApplicationPanel(
        id=row.pk,
        job_id=row.job_id,
        job_title=row.job.title,
        stage_id=row.stage_id,
        stage_name=name_in(row.stage.name, row.stage.kind),
        stage_kind=row.stage.kind,
        stages=tuple(StageMark(name_in(s.name, s.kind), s.kind, state(s)) for s in bar),
        position=row.stage.position,
        days=domain.days_between(row.stage_since, now),
        applied_at=row.applied_at,
        closed_at=row.closed_at,
        reason=name_in(row.reason.label) if row.reason else "",
        source=row.source,
        agency=row.submitted_by.agency.name if row.submitted_by and row.submitted_by.agency else "",
        submitted_by=row.submitted_by.full_name if row.submitted_by else "",
        is_confidential=row.job.confidential,
        revision=row.revision,
    )


def last_move(application_id: int) -> StageMove | None:
    return StageMove.objects.filter(application_id=application_id).order_by("-at", "-pk").first()


def addable(viewer: Viewer, job: Job, text: str, limit: int = 12) -> list[Person]:
    """People the viewer may see who have no open application for the job, by name, while somebody types."""
    taken = Application.objects.filter(job=job, closed_at__isnull=True).values("person_id")
    found = people.visible_to(viewer).filter(kind=Person.Kind.CANDIDATE, merged_into__isnull=True).exclude(pk__in=taken)
    for word in text.split():
        found = found.filter(Q(sort_name__icontains=word.casefold()) | Q(full_name__icontains=word))
    return list(found.order_by("sort_name", "pk")[:limit])


def contacts(viewer: Viewer) -> list[Person]:
    """Agency contacts who may have submitted somebody."""
    found = people.visible_to(viewer).filter(kind=Person.Kind.CONTACT, agency__isnull=False)
    return list(found.select_related("agency").order_by("agency__name", "sort_name")[:500])


def agencies_of(viewer: Viewer, job_id: int) -> list[tuple[int, str]]:
    """The agencies that submitted somebody for a job."""
    rows = people_of(viewer, job_id).filter(submitted_by__agency__isnull=False)
    return list(
        rows.values_list("submitted_by__agency_id", "submitted_by__agency__name")
        .annotate(n=Count("pk"))
        .order_by("submitted_by__agency__name")
        .values_list("submitted_by__agency_id", "submitted_by__agency__name")
    )


def submitters_of(viewer: Viewer, job_id: int) -> list[tuple[int, str]]:
    """The contacts who submitted somebody for a job, with their agency."""
    rows = people_of(viewer, job_id).filter(submitted_by__agency__isnull=False)
    named = ("submitted_by_id", "submitted_by__full_name", "submitted_by__agency__name")
    found = rows.order_by("submitted_by__agency__name", "submitted_by__full_name").values_list(*named).distinct()
    return [(id, f"{name}, {agency}") for id, name, agency in found]


def owners_of(viewer: Viewer, job_id: int) -> list[tuple[int, str]]:
    """The owners of the people of a job."""
    rows = people_of(viewer, job_id).filter(person__owner__isnull=False)
    return list(rows.order_by("person__owner__name").values_list("person__owner_id", "person__owner__name").distinct())
