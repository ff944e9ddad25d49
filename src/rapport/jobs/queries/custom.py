"""Typed custom fields as a viewer may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rapport.accounts.queries import Viewer
from rapport.people.models import CustomField


def fields_for(viewer: Viewer, of: str) -> list[CustomField]:
    """The active custom fields of jobs or applications that the viewer's roles may see."""
    roles = viewer.facts.role_ids
    found = CustomField.objects.filter(of=of, is_active=True)
    return [field for field in found if not field.role_ids or roles & set(field.role_ids)]


def matches(path: str, wanted: dict[str, Any]) -> Q:
    """A condition on custom values in a JSON column; choices match when one of them is chosen."""
    condition = Q()
    for key, value in wanted.items():
        if isinstance(value, list):
            # SQLite has no containment for JSON, and the text form of a list of options is the same on both engines.
            for option in value:
                condition &= Q(**{f"{path}__{key}__icontains": f'"{option}"'})
        else:
            condition &= Q(**{f"{path}__{key}": value})
    return condition
