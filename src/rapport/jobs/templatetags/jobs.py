"""`{{ stage.name|told }}`: a name in the page's language; `{% person id name %}`: a name that leads to the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rapport.jobs import queries
from rapport.jobs.forms.applications import SOURCES as WORDS
from rapport.jobs.forms.moves import WHY_NO_MAIL

register = template.Library()
SOURCES = dict(WORDS)


@register.filter
def told(names: Any) -> str:
    return queries.name_in(names) if isinstance(names, Mapping) else ""


@register.simple_tag
def person(id: int, name: str, cls: str = "") -> SafeString:
    return format_html('<a class="{}" href="/people/{}/"><bdi>{}</bdi></a>', cls, id, name)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping under a key that a template holds in a variable."""
    return mapping.get(key, "") if isinstance(mapping, Mapping) else ""


@register.filter
def allowed(viewer: Any, permission: str) -> bool:
    """Whether to show a button; the service stays the authority."""
    return bool(viewer and viewer.can(permission))


@register.simple_tag
def again(query: str, **changes: Any) -> str:
    """The present query with some of it changed; an empty value takes the name away."""
    given = QueryDict(query, mutable=True)
    for name, value in changes.items():
        given.pop(name, None)
        if value not in ("", None):
            given[name] = str(value)
    return given.urlencode()


@register.filter
def numbered(name: str, number: object) -> str:
    """The name of an editor's row."""
    return f"{name}_{number}"


@register.filter
def source(key: str) -> str:
    """A source in words."""
    return str(SOURCES.get(key, key))


@register.simple_tag
def open_too(query: str, unfolded: set[int], stage_id: int) -> str:
    """The present query with one more closed column unfolded."""
    return _unfolded(query, unfolded | {stage_id})


@register.simple_tag
def fold(query: str, unfolded: set[int], stage_id: int) -> str:
    """The present query with one closed column folded again."""
    return _unfolded(query, unfolded - {stage_id})


def _unfolded(query: str, stage_ids: set[int]) -> str:
    given = QueryDict(query, mutable=True)
    given.setlist("open", [str(id) for id in sorted(stage_ids)])
    return given.urlencode()


@register.filter
def withheld(code: str) -> str:
    """Why a mail was withheld, in words."""
    return str(dict(WHY_NO_MAIL).get(code, code))
