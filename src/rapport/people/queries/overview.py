"""Everything the Overview tab says about one person, as this viewer may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapport.accounts.queries import Viewer
from rapport.people.models import ContactPoint, CustomField, Follower, MergeRecord, Person, Tag, Twins
from rapport.people.queries.labels import fields_for, tags_of
from rapport.people.queries.persons import contact_points, followers_of, get, visible_ids_of
from rapport.people.queries.twins import merges_of, twins_of_person


@dataclass(frozen=True, slots=True)
class Overview:
    person: Person
    group_ids: list[int]
    emails: list[ContactPoint]
    phones: list[ContactPoint]
    links: list[ContactPoint]
    custom: list[tuple[CustomField, Any]]
    tags: list[Tag]
    followers: list[Follower]
    is_following: bool
    merges: list[MergeRecord]
    twins: list[Twins]


def overview(viewer: Viewer, person_id: int) -> Overview:
    """The person with addresses, fields, tags, followers and merges of every member of the group the viewer may see."""
    person = get(viewer, person_id)
    ids = visible_ids_of(viewer, person)
    # The shown person's own primary address leads; those of merged members follow.
    points = sorted(contact_points(ids), key=lambda p: (p.person_id != person.pk, not p.is_primary, p.pk))
    of: dict[str, dict[str, ContactPoint]] = {"email": {}, "phone": {}, "link": {}}
    for point in points:
        of[point.channel].setdefault(point.canonical, point)
    followers = followers_of(ids)
    by_tag = {tag.pk: tag for tags in tags_of(ids).values() for tag in tags}
    return Overview(
        person=person,
        group_ids=ids,
        emails=list(of["email"].values()),
        phones=list(of["phone"].values()),
        links=list(of["link"].values()),
        custom=[(field, person.custom.get(field.key)) for field in fields_for(viewer)],
        tags=sorted(by_tag.values(), key=lambda tag: tag.name.casefold()),
        followers=followers,
        is_following=any(row.user_id == viewer.user_id for row in followers),
        merges=merges_of(viewer, person),
        twins=twins_of_person(viewer, ids) if viewer.can("people:merge") else [],
    )
