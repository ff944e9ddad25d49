"""What leaves in an export of the candidate list: rows and columns the exporter may see, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts.queries import Viewer
from rapport.people import queries as people
from rapport.people import wording
from rapport.people.models import CustomField
from rapport.workspace.queries.people_choices import stage_kinds
from rapport.workspace.queries.people_list import Row, rows_of

AT_ONCE = 200
MOST_EXPORTED = 5000


def columns(fields: Sequence[CustomField]) -> list[tuple[str, str]]:
    """The columns by key and heading; custom fields limited to other roles are not among them."""
    return [
        ("name", _("Name")),
        ("headline", _("Headline")),
        ("email", _("E-mail")),
        ("phone", _("Phone")),
        ("place", _("Place")),
        ("country", _("Country")),
        ("language", _("Language")),
        ("source", _("Source")),
        ("agency", _("Agency")),
        ("submitted_by", _("Submitted by")),
        ("owner", _("Owner")),
        ("applications", _("Applications")),
        ("tags", _("Tags")),
        ("last_contact", _("Last contact")),
        ("added", _("Added")),
        *((f"custom.{field.key}", wording.told(field.label)) for field in fields),
    ]


def rows(viewer: Viewer, person_ids: Sequence[int], fields: Sequence[CustomField]) -> Iterator[list[Any]]:
    """One row a person, in the order given, read some hundreds at a time."""
    kinds = stage_kinds()
    for at in range(0, len(person_ids), AT_ONCE):
        some = person_ids[at : at + AT_ONCE]
        seen = people.listed(viewer).filter(pk__in=some).select_related("owner", "submitted_by__agency")
        by_id = {row.person.pk: row for row in rows_of(viewer, list(seen))}
        primary: dict[tuple[int, str], str] = {}
        for point in people.contact_points(by_id):
            primary.setdefault((point.person_id, point.channel), point.value)
        for pk in some:
            if pk in by_id:
                yield _cells(by_id[pk], primary, fields, kinds)


def _cells(row: Row, primary: dict[tuple[int, str], str], fields: Sequence[CustomField], kinds: Any) -> list[Any]:
    person = row.person
    contact = person.submitted_by
    return [
        person.full_name,
        person.headline,
        primary.get((person.pk, "email"), ""),
        primary.get((person.pk, "phone"), ""),
        person.location,
        wording.country_name(person.country),
        wording.language_name(person.language),
        wording.source(person),
        contact.agency.name if contact and contact.agency else "",
        contact.full_name if contact else "",
        person.owner.name if person.owner else "",
        "; ".join(f"{a.job.title} · {wording.told(a.stage.name) or kinds[a.stage.kind]}" for a in row.applications),
        "; ".join(tag.name for tag in row.tags),
        timezone.localtime(row.last_contact_at).strftime("%Y-%m-%d %H:%M") if row.last_contact_at else "",
        timezone.localtime(person.created_at).strftime("%Y-%m-%d"),
        *(wording.field_text(field, person.custom.get(field.key)) for field in fields),
    ]


def visible_in_order(viewer: Viewer, person_ids: Sequence[int]) -> list[int]:
    seen: set[int] = set(people.visible_ids(viewer, person_ids))
    return [pk for pk in dict.fromkeys(person_ids) if pk in seen]
