"""What the candidate page shows around the timeline, in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q
from django.utils import formats, timezone

from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.events import queries as events
from rapport.jobs import queries as jobs
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.tasks import queries as tasks

WORKING_HOURS = range(8, 18)


@dataclass(frozen=True, slots=True)
class LocalTime:
    """What the clock says where somebody lives."""

    at: datetime
    is_working_hours: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person and everybody merged into them whom the viewer may see."""

    person: Person
    group_ids: list[int]
    versions: dict[int, int]  # of each member of the group, read before anything else
    emails: list[ContactPoint]
    phones: list[ContactPoint]
    links: list[ContactPoint]
    applications: list[Any]
    agency_contact: str
    agency: str
    local: LocalTime | None
    is_following: bool

    @property
    def name(self) -> str:
        return self.person.full_name

    @property
    def job_choices(self) -> list[tuple[int, str]]:
        """The jobs they stand in, for filters and forms, each once."""
        return list({a.job_id: (a.job_id, a.job_title) for a in self.applications}.values())

    @property
    def clock(self) -> str:
        """What the clock says where they live."""
        return formats.time_format(self.local.at, "H:i") if self.local else ""

    @property
    def first_name(self) -> str:
        return self.person.call_name or self.person.full_name


def candidate(viewer: Viewer, person_id: int) -> Candidate:
    """The candidate with addresses and applications, for three queries; `NotFound` for whoever may not see them."""
    person, versions, is_following = _group(viewer, person_id)
    ids = list(versions)
    points = sorted(people.contact_points(ids), key=lambda p: (p.person_id != person.pk, not p.is_primary, p.pk))
    by_channel: dict[str, dict[str, ContactPoint]] = {"email": {}, "phone": {}, "link": {}}
    for point in points:
        by_channel[point.channel].setdefault(point.canonical, point)
    contact = person.submitted_by
    return Candidate(
        person=person,
        group_ids=ids,
        versions=versions,
        emails=list(by_channel["email"].values()),
        phones=list(by_channel["phone"].values()),
        links=list(by_channel["link"].values()),
        applications=jobs.panel_for(viewer, ids),
        agency_contact=contact.full_name if contact else "",
        agency=contact.agency.name if contact and contact.agency else "",
        local=local_time(person.time_zone),
        is_following=is_following,
    )


# Of people around a candidate the page tells the name alone.
_UNTOLD = (
    *(f"owner__{field.name}" for field in User._meta.concrete_fields if field.name not in {"id", "name"}),
    *(
        f"submitted_by__{field.name}"
        for field in Person._meta.concrete_fields
        if field.name not in {"id", "full_name", "agency"}
    ),
)


def _group(viewer: Viewer, person_id: int) -> tuple[Person, dict[int, int], bool]:
    """The person, the version of each member of their group, and whether the viewer follows any, in one query."""
    related = ("owner", "agency", "submitted_by__agency")
    rows = {
        person.pk: person
        for person in Person.objects.filter(
            Q(pk=person_id) | Q(merged_into_id=person_id), people.is_visible(viewer, f'"{Person._meta.db_table}"."id"')
        )
        .annotate(follows=people.follows(viewer), version=events.version_of("person"))
        .select_related(*related)
        .defer(*_UNTOLD)
    }
    person = rows.get(person_id)
    if person is None or person.merged_into_id:
        shown = people.get(viewer, person_id)
        # A merged member leads to its survivor.
        ids = people.visible_ids_of(viewer, shown)
        versions = events.versions(f"person:{id}" for id in ids)
        return shown, {id: versions[f"person:{id}"] for id in ids}, False
    is_following = any(row.follows for row in rows.values())
    ids = [person_id, *sorted(rows.keys() - {person_id})]
    return person, {id: rows[id].version for id in ids}, is_following


def group_of(viewer: Viewer, person_id: int) -> dict[int, int]:
    """The ids of the group with their versions, for answers that show no more than the timeline."""
    return _group(viewer, person_id)[1]


def local_time(zone: str) -> LocalTime | None:
    if not zone:
        return None
    try:
        at = timezone.now().astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return None
    return LocalTime(at, at.weekday() < 5 and at.hour in WORKING_HOURS)


def task_to_log(viewer: Viewer, task_id: int | None, person_ids: Sequence[int]) -> tasks.Line | None:
    """The open task about these people that the viewer is about to do, if there is one."""
    try:
        line = tasks.line(viewer, task_id) if task_id else None
    except NotFound:
        return None
    return line if line and line.is_open and line.task.person_id in person_ids else None
