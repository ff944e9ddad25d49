"""Pages of a timeline: newest first, keyset by moment and id, as far as the viewer may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.utils.crypto import salted_hmac

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.timeline.items import Item, Names
from rapport.timeline.models import About, LastSeen
from rapport.timeline.queries import rows
from rapport.timeline.queries.reading import JOINED, read
from rapport.timeline.queries.rows import Filters
from rapport.web import paging

LIMIT = 20
AROUND = 8


@dataclass(frozen=True, slots=True)
class Page:
    """Items of one page, the pinned ones, the cursor of the next page, and the last moment the viewer was here."""

    items: list[Item]
    next_cursor: str | None
    pinned: list[Item]
    down_to: str | None = None  # the cursor of the last item shown: a refresh shows everything down to it
    has_newer: bool = False
    seen_at: datetime | None = None

    @property
    def new_count(self) -> int:
        return sum(item.is_new for item in self.items)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items stand on a tab, counted no further than needed to be told."""

    communications: int = 0
    notes: int = 0
    files: int = 0
    more: bool = False  # there are more than were counted

    @property
    def told(self) -> dict[str, str]:
        """Each as a tab shows it: "" for none, "12+" where there are more than were counted."""
        more = "+" if self.more else ""
        found = {"communications": self.communications, "notes": self.notes, "files": self.files}
        return {name: f"{count}{more}" if count else "" for name, count in found.items()}


def page(
    viewer: Viewer,
    person_ids: Sequence[int],
    tab: str = "communications",
    filters: Filters | None = None,
    cursor: str = "",
    *,
    limit: int = LIMIT,
    names: Names | None = None,
) -> Page:
    """The items of one page and the cursor of the next.

    Pinned items stand in their own block on the first page; once the reader filters, they stand where they belong.
    """
    chosen = filters or Filters()
    condition = rows.wanted(viewer, tab, chosen)
    if not chosen.any:
        condition &= Q(is_pinned=False)
    if cursor:
        condition &= rows.older_than(rows.key_of(cursor))
    with_pinned = not cursor and not chosen.any
    found = _fetch(viewer, rows.newest(viewer, person_ids, condition, limit + 1, pinned=with_pinned))
    return _cut(viewer, found, limit, names=names, with_pinned=with_pinned)


def down_to(
    viewer: Viewer,
    person_ids: Sequence[int],
    tab: str,
    filters: Filters,
    cursor: str,
    *,
    names: Names | None = None,
) -> Page:
    """Everything from the newest item down to a cursor: what a page shows again when something changed."""
    condition = rows.wanted(viewer, tab, filters) & rows.not_older_than(rows.key_of(cursor))
    if not filters.any:
        condition &= Q(is_pinned=False)
    found = _fetch(viewer, rows.newest(viewer, person_ids, condition, rows.NEW_AT_ONCE, pinned=not filters.any))
    shown = _cut(viewer, found, rows.NEW_AT_ONCE, names=names, with_pinned=not filters.any)
    return replace(shown, down_to=cursor)


def around(
    viewer: Viewer, person_ids: Sequence[int], interaction_id: int, tab: str = "all", *, names: Names | None = None
) -> Page:
    """The page in whose upper part this item (or the item it comments on) stands; `NotFound` when it is not here."""
    target = (
        rows.visible(viewer, person_ids)
        .filter(Q(interaction_id=interaction_id) | Q(interaction__comments=interaction_id), is_top=True)
        .order_by("interaction_id")
        .first()
    )
    if target is None:
        raise NotFound("This item is not here.")
    key = _key(target)
    condition = rows.wanted(viewer, tab, Filters())
    above = condition & rows.newer_than(key)
    newer = _fetch(viewer, rows.newest(viewer, person_ids, above, AROUND + 1, upwards=True))
    nearest = newer[-AROUND:]
    below = condition & (rows.older_than(key) | Q(interaction_id=target.interaction_id))
    older = _fetch(viewer, rows.newest(viewer, person_ids, below, LIMIT + 1))
    shown = _cut(viewer, nearest + older, LIMIT + len(nearest), names=names, with_pinned=False)
    return replace(shown, has_newer=len(newer) > AROUND)


@dataclass(frozen=True, slots=True)
class Top:
    """What a page must know of the newest items: how many there are, and a mark of how they stand."""

    counts: Counts
    fingerprint: str


_TOLD = (
    "interaction_id",
    "kind",
    "interaction__file_count",
    "audience_id",
    "is_pinned",
    "interaction__revision",
    "interaction__status",
    "interaction__comment_count",
    IsNull(F("interaction__answered_at"), True),
)


def top(viewer: Viewer, person_ids: Sequence[int]) -> Top:
    """Counts and fingerprint of the newest two hundred items and the pinned ones; one query, whatever the history."""
    newest = rows.newest(viewer, person_ids, Q(is_top=True), rows.COUNT_UP_TO + 1, pinned=True)
    told = {row[0]: row for row in newest.values_list(*_TOLD)}
    tally = Counter(row[1] for row in told.values())
    counted = Counts(
        communications=sum(tally[kind] for kind in rows.TABS["communications"] or ()),
        notes=sum(tally[kind] for kind in rows.TABS["notes"] or ()),
        files=sum(row[2] for row in told.values()),
        more=len(told) > rows.COUNT_UP_TO,
    )
    # The mark changes when, and only when, something changes that this viewer may see.
    mark = salted_hmac("timeline", repr(sorted(told.values()))).hexdigest()[:16]
    return Top(counted, mark)


def counts(viewer: Viewer, person_ids: Sequence[int]) -> Counts:
    """How many items of the newest two hundred stand on each tab."""
    return top(viewer, person_ids).counts


def fingerprint(viewer: Viewer, person_ids: Sequence[int]) -> str:
    """A short word that changes when, and only when, what the viewer may see at the top of the timeline changes."""
    return top(viewer, person_ids).fingerprint


def last_seen(viewer: Viewer, person_id: int) -> datetime | None:
    return LastSeen.objects.filter(user_id=viewer.user_id, person_id=person_id).values_list("at", flat=True).first()


# What a list tells of an item; everything else stays in the database.
_ITEM = (
    *("id", "kind", "direction", "occurred_at", "recorded_at", "job_id", "application_id", "audience_id"),
    *("actor_kind", "actor_id", "logged_by_id", "is_logged", "is_system", "parent_id", "seal_id", "subject", "preview"),
    *("code", "params", "duration_s", "outcome", "status", "file_count", "comment_count"),
    *("pinned_at", "answered_at", "edited_at", "removed_at"),
)
_LISTED = (
    *("interaction_id", "person_id", "occurred_at", "kind", "is_pinned", "wrapped_key"),
    *(f"interaction__{name}" for name in _ITEM),
    *("interaction__job__title", "interaction__audience__kind"),
    *("interaction__logged_by__name", "interaction__logged_by__is_active"),
    *("person__full_name", "person__call_name"),
)


def _fetch(viewer: Viewer, found: QuerySet[About]) -> list[About]:
    """The rows with what a list shows of their items, newest first, each item once."""
    seen = LastSeen.objects.filter(user_id=viewer.user_id, person_id=OuterRef("person_id")).values("at")[:1]
    joined = found.select_related(*JOINED).only(*_LISTED).annotate(seen_at=Subquery(seen))
    return list({row.interaction_id: row for row in sorted(joined, key=_key, reverse=True)}.values())


def _key(row: About) -> tuple[datetime, int]:
    return row.occurred_at, row.interaction_id


def _cut(viewer: Viewer, found: Sequence[About], limit: int, *, names: Names | None, with_pinned: bool) -> Page:
    pinned = [row for row in found if with_pinned and row.is_pinned]
    listed = [row for row in found if not (with_pinned and row.is_pinned)]
    shown = listed[:limit]
    times = [row.seen_at for row in found if row.seen_at]  # type: ignore[attr-defined]
    seen_at = max(times) if times else None
    items = read(viewer, pinned + shown, seen_at=seen_at, names=names).items
    last = paging.encode(*_key(shown[-1])) if shown else None
    return Page(
        items=items[len(pinned) :],
        next_cursor=last if len(listed) > limit else None,
        pinned=items[: len(pinned)],
        down_to=last,
        seen_at=seen_at,
    )
