"""Conditions on typed custom fields."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rapport.people.queries import fields_for

__all__ = ["fields_for", "matches"]


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
