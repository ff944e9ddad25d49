"""`{{ stage.name|told }}`: a name in the page's language; `{% person id name %}`: a name that leads to the profile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from django import template
from django.http import QueryDict
from django.template import RequestContext
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rapport.jobs import queries
from rapport.jobs.forms.applications import SOURCES as WORDS
from rapport.jobs.forms.moves import WHY_NO_MAIL
from rapport.jobs.queries.boards import Card
from rapport.web import addresses
from rapport.web.templatetags.components import avatar

register = template.Library()
SOURCES = dict(WORDS)


@register.filter
def told(names: Any) -> str:
    return queries.name_in(names) if isinstance(names, Mapping) else ""


@register.simple_tag
def person(id: int, name: str, cls: str = "") -> SafeString:
    return format_html('<a class="{}" href="/people/{}/"><bdi>{}</bdi></a>', cls, id, name)


@register.simple_tag
def card_marks(card: Card) -> SafeString:
    """What a card is called by: its place on the page and what the island moves it by."""
    return format_html('id="card-{0}" data-application="{0}" data-revision="{1}"', str(card.id), str(card.revision))


@register.simple_tag
def card_address(name: str, card: Card) -> str:
    return addresses.numbered(name, card.id)


@register.simple_tag
def choose(name: str) -> str:
    return _("Choose %(name)s") % {"name": name}


@register.simple_tag
def move_to(name: str) -> str:
    return _("Move %(name)s to…") % {"name": name}


@register.simple_tag
def days_here(days: int) -> str:
    """How long a card has stood in its column."""
    return _days_here(days, get_language() or "")


@lru_cache(maxsize=4096)
def _days_here(days: int, language: str) -> str:
    if not days:
        return _("Today")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": formats.localize(days)}


@register.simple_tag(takes_context=True)
def owner_mark(context: RequestContext, name: str) -> SafeString:
    """Whose a card is; a board shows the same few owners again and again."""
    kept: dict[str, SafeString] = cast(Any, context.render_context.dicts[0]).setdefault("owner_marks", {})
    if name not in kept:
        title = _("Owner %(name)s") % {"name": name}
        kept[name] = format_html('<span class="push" title="{}">{}</span>', title, avatar(name, "sm round"))
    return kept[name]


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
