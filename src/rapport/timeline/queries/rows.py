"""The rows of a page, and nothing but them: one limited query for each record of a merged group, united."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.timeline.models import COMMUNICATIONS, About, Kind, Participant
from rapport.web import paging

TABLE = About._meta.db_table
COUNT_UP_TO = 200
NEW_AT_ONCE = 200
TABS: dict[str, tuple[str, ...] | None] = {
    "communications": tuple(COMMUNICATIONS),
    "notes": (Kind.NOTE, Kind.INTERNAL),
    "all": None,
}

Key = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader wants to see of a timeline."""

    kinds: tuple[str, ...] = ()
    job_id: int | None = None
    unanswered: bool = False
    mine: bool = False

    @property
    def any(self) -> bool:
        return bool(self.kinds or self.job_id or self.unanswered or self.mine)


def visible(viewer: Viewer, person_ids: Sequence[int]) -> QuerySet[About]:
    """Where items stand on these people's timelines, as far as the viewer may see them."""
    return About.objects.filter(
        person_id__in=person_ids, audience_id__in=viewer.audience_ids, is_removed=False
    ).exclude(person__user_id=viewer.user_id)


def key_of(cursor: str) -> Key:
    """The sort key within a cursor; a cursor nobody here has written leads nowhere."""
    try:
        moment, id = paging.decode(cursor)
    except ValueError:
        raise NotFound("This page of the timeline does not exist.") from None
    if not isinstance(moment, datetime) or not isinstance(id, int) or moment.tzinfo is None:
        raise NotFound("This page of the timeline does not exist.")
    return moment, id


def older_than(key: Key) -> Q:
    moment, id = key
    return Q(occurred_at__lte=moment) & (Q(occurred_at__lt=moment) | Q(interaction_id__lt=id))


def not_older_than(key: Key) -> Q:
    moment, id = key
    return Q(occurred_at__gte=moment) & (Q(occurred_at__gt=moment) | Q(interaction_id__gte=id))


def newer_than(key: Key) -> Q:
    moment, id = key
    return Q(occurred_at__gte=moment) & (Q(occurred_at__gt=moment) | Q(interaction_id__gt=id))


def wanted(viewer: Viewer, tab: str, filters: Filters) -> Q:
    """The condition that a tab and its filters make."""
    if tab not in TABS:
        raise NotFound("There is no such tab.")
    condition: Q = Q(is_top=True)
    on_tab = TABS[tab]
    if on_tab is not None:
        condition &= Q(kind__in=on_tab)
    if filters.kinds:
        condition &= Q(kind__in=filters.kinds)
    if filters.job_id:
        condition &= Q(job_id=filters.job_id)
    if filters.unanswered:
        condition &= Q(
            kind__in=[Kind.EMAIL, Kind.TEXT], interaction__direction="in", interaction__answered_at__isnull=True
        )
    if filters.mine:
        took_part = Participant.objects.filter(interaction_id=OuterRef("interaction_id"), user_id=viewer.user_id)
        condition &= Q(interaction__logged_by_id=viewer.user_id) | Q(Exists(took_part))
    return condition


def newest(
    viewer: Viewer, person_ids: Sequence[int], condition: Q, limit: int, *, pinned: bool = False, upwards: bool = False
) -> QuerySet[About]:
    """The first rows of each record, united in one statement; each record costs one index range.

    With `pinned` the pinned items join, however old. The caller merges and cuts.
    """
    order = ("occurred_at", "interaction_id") if upwards else ("-occurred_at", "-interaction_id")
    parts = [_of_one(viewer, id).filter(condition).order_by(*order)[:limit] for id in person_ids]
    pins = [_of_one(viewer, id).filter(is_pinned=True, is_top=True)[:20] for id in person_ids] if pinned else []
    sql, params = _united(parts, pins)
    if not sql:
        return About.objects.none()
    return About.objects.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - made of compiled querysets


def _of_one(viewer: Viewer, person_id: int) -> QuerySet[About]:
    return About.objects.filter(person_id=person_id, audience_id__in=viewer.audience_ids, is_removed=False)


def _united(parts: Sequence[QuerySet[About]], pins: Sequence[QuerySet[About]]) -> tuple[str, tuple[object, ...]]:
    """`UNION ALL` of limited queries, which SQLite takes only when each is a table of its own."""
    texts: list[str] = []
    params: list[object] = []
    for is_pins, part in [(False, part) for part in parts] + [(True, part) for part in pins]:
        try:
            sql, some = part.values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        if is_pins and connection.vendor == "sqlite":
            # SQLite counts rows only, and where few are pinned would rather read the whole history than this index.
            sql = sql.replace(f'FROM "{TABLE}"', f'FROM "{TABLE}" INDEXED BY about_pinned', 1)
        texts.append(f"SELECT * FROM ({sql}) AS part{len(texts)}")  # noqa: S608 - compiled by the ORM
        params += some
    return " UNION ALL ".join(texts), tuple(params)
