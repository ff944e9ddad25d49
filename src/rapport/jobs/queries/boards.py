"""The board: one column a stage, each read by its index and no further than it is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.jobs import domain
from rapport.jobs.models import CLOSING_KINDS, BoardSeen, Job, Stage
from rapport.jobs.queries.access import people_of
from rapport.jobs.queries.applications import PeopleFilter, narrowed
from rapport.jobs.queries.stages import name_in, stages
from rapport.web import paging

COLUMN = 50
MOST = 500  # a column that was unrolled further is cut back to this when the board refreshes itself


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    person_id: int
    name: str
    headline: str
    days: int
    since: datetime
    revision: int
    owner: str
    agency: str
    is_new: bool
    reason: str = ""

    def __getitem__(self, name: str) -> Any:
        """Templates ask for a key before an attribute, and a board asks thousands of times."""
        return getattr(self, name)

    @property
    def pick(self) -> str:
        """What ticking the card sends: which application, as it was seen."""
        return f"{self.id}.{self.revision}"


@dataclass(frozen=True, slots=True)
class Column:
    stage: Stage
    name: str
    count: int
    cards: list[Card] = field(default_factory=list)
    older: str | None = None
    is_closing: bool = False
    is_folded: bool = False

    @property
    def shown(self) -> int:
        return len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    columns: list[Column]
    total: int
    open_total: int

    @property
    def person_ids(self) -> list[int]:
        return [card.person_id for column in self.columns for card in column.cards]


def seen_before(viewer: Viewer, job: Job) -> datetime | None:
    """When the viewer last looked at this board before the present visit."""
    return BoardSeen.objects.filter(user_id=viewer.user_id, job=job).values_list("before_at", flat=True).first()


def board(
    viewer: Viewer,
    job: Job,
    wanted: PeopleFilter,
    *,
    unfolded: Collection[int] = (),
    shown: Mapping[int, int] | None = None,
) -> Board:
    """The columns of a job with their first cards: as many queries as open columns, however many people there are."""
    rows = narrowed(people_of(viewer, job.pk), wanted)
    counts = dict(rows.order_by().values("stage_id").annotate(n=Count("pk")).values_list("stage_id", "n"))
    seen_at = seen_before(viewer, job)
    columns = []
    for stage in stages(job.pk):
        closing = stage.kind in CLOSING_KINDS
        folded = closing and stage.pk not in unfolded
        name, count = name_in(stage.name, stage.kind), counts.get(stage.pk, 0)
        if folded or not count:
            columns.append(Column(stage, name, count, is_closing=closing, is_folded=folded))
            continue
        size = min(max(COLUMN, (shown or {}).get(stage.pk, 0)), MOST)
        page = column_page(viewer, job, stage, wanted, size=size, seen_at=seen_at)
        columns.append(Column(stage, name, count, page.items, page.older, closing))
    open_total = sum(column.count for column in columns if not column.is_closing)
    return Board(columns, sum(counts.values()), open_total)


def column_page(
    viewer: Viewer,
    job: Job,
    stage: Stage,
    wanted: PeopleFilter,
    *,
    after: str = "",
    size: int = COLUMN,
    seen_at: datetime | None = None,
) -> paging.Page[Card]:
    """Cards of one column, those who came last on top."""
    rows = narrowed(people_of(viewer, job.pk).filter(stage=stage), wanted)
    if after:
        since, last = paging.decode(after)
        rows = rows.filter(Q(stage_since__lt=since) | Q(stage_since=since, pk__lt=last))
    found = [_Row(*row) for row in rows.order_by("-stage_since", "-pk").values_list(*_COLUMNS)[: size + 1]]
    now = timezone.now()
    page = paging.page_of(found, size, lambda row: (row.stage_since, row.id))
    return paging.Page([_card(row, now, seen_at) for row in page.items], page.older)


# What a card tells, and no more: a board shows hundreds.
_COLUMNS = (
    *("pk", "revision", "stage_since", "applied_at", "reason__label", "submitted_by__agency__name"),
    *("person_id", "person__full_name", "person__headline", "person__owner__name"),
    *("person__merged_into_id", "person__merged_into__full_name", "person__merged_into__headline"),
)


class _Row(NamedTuple):
    id: int
    revision: int
    stage_since: datetime
    applied_at: datetime
    reason: dict[str, str] | None
    agency: str | None
    person_id: int
    name: str
    headline: str
    owner: str | None
    survivor_id: int | None
    survivor: str | None
    survivor_headline: str | None


def _card(row: _Row, now: datetime, seen_at: datetime | None) -> Card:
    return Card(
        id=row.id,
        person_id=row.survivor_id or row.person_id,
        name=row.survivor or row.name,
        headline=(row.survivor_headline or "") if row.survivor_id else row.headline,
        days=domain.days_between(row.stage_since, now),
        since=row.stage_since,
        revision=row.revision,
        owner=row.owner or "",
        agency=row.agency or "",
        is_new=seen_at is not None and row.applied_at > seen_at,
        reason=name_in(row.reason) if row.reason else "",
    )
