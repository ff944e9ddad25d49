"""The candidate list: who matches, a page of them by keyset, and what stands in their rows.

Nothing here skips rows by OFFSET and nothing counts past `MOST`, so that page 1,000 of 200,000 people
costs what page 1 costs. Rows tell only what the viewer may see: stages of jobs they may enter, and the
last contact among the communications meant for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from rapport.accounts.models import AudienceUser
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Application
from rapport.messaging import queries as messaging
from rapport.people import queries as people
from rapport.people.models import Person, PersonTag, Tag
from rapport.search import queries as search
from rapport.search.domain import Query, Sight
from rapport.timeline.models import COMMUNICATIONS, About, LastSeen
from rapport.web import paging
from rapport.workspace.queries.counting import capped
from rapport.workspace.queries.people_filters import SORTS, Filters

SIZE = 50
MOST = 1000
NEW_FOR = timedelta(days=7)

Key = tuple[Any, int]
ORDERS: dict[str, tuple[str, bool]] = {
    "name": ("sort_name", False),
    "-name": ("sort_name", True),
    "added": ("created_at", False),
    "-added": ("created_at", True),
    "touch": ("last_touch_at", True),
}


@dataclass(slots=True)
class Row:
    """One person as the list shows them to this viewer."""

    person: Person
    position: int = 0
    applications: list[Application] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    last_contact_at: datetime | None = None
    waits: bool = False
    is_new: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    rows: list[Row]
    total: int
    is_capped: bool
    newer: str | None
    older: str | None

    @property
    def first(self) -> int:
        return self.rows[0].position if self.rows else 0

    @property
    def last(self) -> int:
        return self.rows[-1].position if self.rows else 0


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Person]:
    """Everybody the viewer may see whom the filters leave, a merged group once."""
    return _matching(viewer, filters, people.few_visible_ids(viewer))


def totals(viewer: Viewer, several: Sequence[Filters]) -> list[tuple[int, bool]]:
    """How many people each of these filters leaves, and whether there are more than we count, in one statement."""
    few = people.few_visible_ids(viewer)
    return capped([_matching(viewer, filters, few) for filters in several], MOST)


def _matching(viewer: Viewer, filters: Filters, few: Any) -> QuerySet[Person]:
    found = people.listed(viewer).exclude(kind=Person.Kind.CONTACT)
    if few is not None:
        found = found.filter(pk__in=few)
    if filters.q:
        found = found.filter(pk__in=_named(viewer, filters.q))
    found = _by_profile(viewer, found, filters)
    if filters.job or filters.stage or filters.open:
        found = _by_application(viewer, found, filters)
    if filters.unanswered:
        waiting = messaging.unanswered(viewer)
        into = waiting.values("person__merged_into_id")
        found = found.filter(Q(pk__in=waiting.values("person_id")) | Q(pk__in=into))
    return found


def may_sort_by_contact(viewer: Viewer) -> bool:
    """Only who reads the whole house's history: to others the order would tell of talks they may not see."""
    return "all" in viewer.facts.grants.get("timeline:read", frozenset())


def sortable(viewer: Viewer, filters: Filters) -> Filters:
    """The same filters in an order that the viewer may have."""
    if filters.sort == "touch" and not may_sort_by_contact(viewer):
        return filters.sorted_by(SORTS[0])
    return filters


def _named(viewer: Viewer, text: str) -> list[int]:
    """Ids of people whose name or address has these words, survivors in the place of the merged as well."""
    sight = Sight(viewer.audience_ids, people.own_ids(viewer))
    hits = search.find(Query(text, kinds=["person"], limit=MOST), sight).hits
    ids = {hit.person_id for hit in hits if hit.person_id}
    merged = Person.objects.filter(pk__in=ids, merged_into__isnull=False).values_list("merged_into_id", flat=True)
    return sorted(ids | {pk for pk in merged if pk})


def _by_profile(viewer: Viewer, found: QuerySet[Person], filters: Filters) -> QuerySet[Person]:
    if filters.owner == "none":
        found = found.filter(owner__isnull=True)
    elif filters.owner:
        found = found.filter(owner_id=viewer.user_id if filters.owner == "me" else int(filters.owner))
    for name, value in (("source", filters.source), ("country", filters.country), ("language", filters.language)):
        if value:
            found = found.filter(**{name: value})
    if filters.agency:
        found = found.filter(submitted_by__agency_id=filters.agency)
    if filters.submitter:
        found = found.filter(submitted_by_id=filters.submitter)
    if filters.tag:
        links = PersonTag.objects.filter(tag_id=filters.tag)
        into = links.values("person__merged_into_id")
        found = found.filter(Q(pk__in=links.values("person_id")) | Q(pk__in=into))
    if filters.place:
        found = found.filter(location__icontains=filters.place)
    if filters.since:
        start = datetime.combine(filters.since, time.min, timezone.get_current_timezone())
        found = found.filter(created_at__gte=start.astimezone(UTC))
    readable = {one.key: one for one in people.fields_for(viewer)} if filters.custom else {}
    for key, text in filters.custom:
        if key not in readable:
            return found.none()
        kind = readable[key].type
        if kind == "choices":
            found = found.filter(**{f"custom__{key}__icontains": f'"{text}"'})
        elif kind == "text":
            found = found.filter(**{f"custom__{key}__icontains": text})
        else:
            found = found.filter(**{f"custom__{key}": _typed(kind, text)})
    return found


def _typed(kind: str, text: str) -> Any:
    if kind == "flag":
        return True
    if kind == "number":
        try:
            return float(text) if "." in text else int(text)
        except ValueError:
            return None
    return text


def _by_application(viewer: Viewer, found: QuerySet[Person], filters: Filters) -> QuerySet[Person]:
    seen = jobs.seen_applications(viewer)
    if filters.job:
        seen = seen.filter(job_id=filters.job)
    if filters.stage:
        seen = seen.filter(stage__kind=filters.stage)
    if filters.open == "0":
        still = seen.filter(closed_at__isnull=True)
        into = still.filter(person__merged_into__isnull=False).values("person__merged_into_id")
        return found.exclude(pk__in=still.values("person_id")).exclude(pk__in=into)
    if filters.open == "1":
        seen = seen.filter(closed_at__isnull=True)
    # An application stays with the member of a merged group it was written for.
    return found.filter(Q(pk__in=seen.values("person_id")) | Q(pk__in=seen.values("person__merged_into_id")))


def count(found: QuerySet[Person]) -> tuple[int, bool]:
    """How many there are, and whether there are more than we count."""
    n = found.order_by()[: MOST + 1].count()
    return min(n, MOST), n > MOST


def key_of(person: Person, sort: str) -> Key:
    return getattr(person, ORDERS[sort][0]), person.pk


def window(
    found: QuerySet[Person], sort: str, limit: int, *, beyond: Key | None = None, backward: bool = False
) -> list[Person]:
    """The next people after a key in the order of the list, or the ones before it, nearest first."""
    name, is_descending = ORDERS[sort]
    parts = [(found, name, is_descending != backward)]
    if name == "last_touch_at":
        # Those never touched come last in either engine; among them the newest comes first.
        touched = (found.filter(last_touch_at__isnull=False), name, not backward)
        never = (found.filter(last_touch_at__isnull=True), "", not backward)
        parts = [never, touched] if backward else [touched, never]
        if beyond is not None and (beyond[0] is None) != backward:
            parts = parts[1:]
    rows: list[Person] = []
    for at, (part, field_name, down) in enumerate(parts):
        start = beyond if at == 0 else None
        rows += _slice(part, field_name, down, start, limit - len(rows))
        if len(rows) >= limit:
            break
    return rows


def _slice(part: QuerySet[Person], name: str, down: bool, start: Key | None, limit: int) -> list[Person]:
    sign, step = ("-", "lt") if down else ("", "gt")
    if start is not None:
        value, pk = start
        further = Q(**{f"pk__{step}": pk})
        if name:
            # The first condition gives the index its range, the second settles what is equal.
            part = part.filter(**{f"{name}__{step}e": value})
            further = Q(**{f"{name}__{step}": value}) | further
        part = part.filter(further)
    order = [f"{sign}{name}", f"{sign}pk"] if name else [f"{sign}pk"]
    return list(part.order_by(*order)[:limit])


def listing(viewer: Viewer, filters: Filters, *, after: str = "", before: str = "") -> Listing:
    """One page of the list, its place in the whole, and the cursors to either side."""
    filters = sortable(viewer, filters)
    found = matching(viewer, filters)
    related = found.select_related("owner", "submitted_by__agency")
    number, is_capped = count(found)
    backward = bool(before)
    key, start = _cursor(before or after)
    shown = window(related, filters.sort, SIZE + 1, beyond=key, backward=backward)
    more = len(shown) > SIZE
    shown = shown[:SIZE]
    if backward:
        shown.reverse()
        first = max(1, start - len(shown))
    else:
        first = start + 1
    rows = rows_of(viewer, shown)
    for at, row in enumerate(rows):
        row.position = first + at
    has_newer = more if backward else bool(after)
    has_older = True if backward else more
    return Listing(
        rows,
        # A list that grew while one pages never says "51-60 of 50".
        max(number, rows[-1].position if rows and not is_capped else 0),
        is_capped,
        _write(rows[0], filters.sort, rows[0].position) if rows and has_newer else None,
        _write(rows[-1], filters.sort, rows[-1].position) if rows and has_older else None,
    )


def _cursor(text: str) -> tuple[Key | None, int]:
    """A cursor is the sort key, the id and the position of the row it stands at."""
    if not text:
        return None, 0
    try:
        value, pk, position = paging.decode(text)
    except (paging.BadCursor, ValueError):
        return None, 0
    if not isinstance(pk, int) or not isinstance(position, int):
        return None, 0
    return (value, pk), position


def _write(row: Row, sort: str, position: int) -> str:
    value, pk = key_of(row.person, sort)
    return paging.encode(value, pk, position)


def rows_of(viewer: Viewer, shown: Sequence[Person]) -> list[Row]:
    """The rows of these people, in as many queries for fifty as for one."""
    rows = {person.pk: Row(person) for person in shown}
    home = {pk: pk for pk in rows}
    members = Person.objects.filter(merged_into_id__in=list(rows)).values_list("pk", "merged_into_id")
    home |= {pk: root for pk, root in members if root}
    seen = jobs.seen_applications(viewer).filter(person_id__in=list(home))
    for application in seen.select_related("job", "stage").order_by("closed_at", "-applied_at"):
        rows[home[application.person_id]].applications.append(application)
    for pk, tags in people.tags_of(home).items():
        known = {tag.pk for tag in rows[home[pk]].tags}
        rows[home[pk]].tags += [tag for tag in tags if tag.pk not in known]
    for pk, at in _last_contacts(viewer, list(home)):
        row = rows[home[pk]]
        if at and (row.last_contact_at is None or at > row.last_contact_at):
            row.last_contact_at = at
    for pk in messaging.waiting_for_us(viewer, list(home)):
        rows[home[pk]].waits = True
    looked: dict[int, datetime] = defaultdict(lambda: datetime.min.replace(tzinfo=UTC))
    for pk, at in LastSeen.objects.filter(user_id=viewer.user_id, person_id__in=list(home)).values_list(
        "person_id", "at"
    ):
        looked[home[pk]] = max(looked[home[pk]], at)
    for pk, row in rows.items():
        row.applications.sort(key=lambda a: a.closed_at is not None)
        if pk in looked:
            row.is_new = row.last_contact_at is not None and row.last_contact_at > looked[pk]
        else:
            row.is_new = row.person.created_at > timezone.now() - NEW_FOR
    return list(rows.values())


def _last_contacts(viewer: Viewer, ids: list[int]) -> list[tuple[int, datetime | None]]:
    held = AudienceUser.objects.filter(user_id=viewer.user_id).values("audience_id")
    newest = About.objects.filter(
        person_id=OuterRef("pk"), kind__in=COMMUNICATIONS, is_removed=False, audience_id__in=held
    ).order_by("-occurred_at", "-interaction_id")
    rows = Person.objects.filter(pk__in=ids).annotate(last=Subquery(newest.values("occurred_at")[:1]))
    return list(rows.values_list("pk", "last"))


def chosen_ids(viewer: Viewer, filters: Filters, limit: int = MOST) -> list[int]:
    """The ids of everybody the filters leave, up to a limit, in the order of the list."""
    return [person.pk for person in window(matching(viewer, filters).only("pk"), "added", limit)]
