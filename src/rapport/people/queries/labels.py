"""Tags and custom fields; a field limited to roles is not there for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count

from rapport.accounts.models import Role
from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.people.models import CustomField, PersonTag, Tag


def tags() -> list[Tag]:
    return list(Tag.objects.order_by("name"))


def tags_with_counts() -> list[Tag]:
    """Every tag with how many people carry it."""
    return list(Tag.objects.annotate(person_count=Count("person_links")).order_by("name"))


def tag(tag_id: int) -> Tag:
    found = Tag.objects.filter(pk=tag_id).first()
    if found is None:
        raise NotFound("There is no such tag.")
    return found


def tags_of(person_ids: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags of each of these people, by name."""
    found: dict[int, list[Tag]] = defaultdict(list)
    rows = PersonTag.objects.filter(person_id__in=list(person_ids)).select_related("tag").order_by("tag__name")
    for row in rows:
        found[row.person_id].append(row.tag)
    return found


def fields_for(viewer: Viewer, of: str = "person") -> list[CustomField]:
    """The active custom fields of people, applications or jobs that the viewer's roles may read."""
    mine = viewer.facts.role_ids
    fields = CustomField.objects.filter(of=of, is_active=True).order_by("position", "pk")
    return [field for field in fields if not field.role_ids or mine & set(field.role_ids)]


def all_fields() -> list[CustomField]:
    return list(CustomField.objects.order_by("of", "-is_active", "position", "pk"))


def custom_field(field_id: int) -> CustomField:
    found = CustomField.objects.filter(pk=field_id).first()
    if found is None:
        raise NotFound("There is no such field.")
    return found


def roles() -> list[Role]:
    return list(Role.objects.order_by("pk"))
