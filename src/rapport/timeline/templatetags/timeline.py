"""What a long list of items would pay for again and again, paid for once a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from django import template
from django.template import RequestContext, Template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.timeline import statuses
from rapport.timeline.items import Item, Who
from rapport.web.addresses import numbered
from rapport.web.templatetags.components import chip, comma

register = template.Library()

# Stands for an item's number while a menu is rendered; no page shows an item of this number.
_NUMBER = 910_073_519_640_028_173


@register.simple_tag(takes_context=True)
def item_menu(context: RequestContext, item: Item) -> SafeString:
    """The three dots of an item: menus of one shape differ by the item's number alone, so each is rendered once."""
    kept: dict[Any, str] = cast(Any, context.render_context.dicts[0]).setdefault("item_menus", {})
    shape = (item.rights, item.is_logged, item.is_note, item.is_pinned, context["person"].pk)
    if shape not in kept:
        menu = cast(Template, context.template).engine.get_template("timeline/_menu.html")
        with context.push(item=replace(item, id=_NUMBER)):
            kept[shape] = menu.render(context)
    return mark_safe(kept[shape].replace(str(_NUMBER), str(item.id)))  # noqa: S308 - a rendered template and a number


@register.simple_tag
def opens(item: Item, person_id: int) -> SafeString:
    """The attributes of a link that opens an item in place, and of itself leads to it."""
    url = f"{numbered('item', item.id)}?person={person_id}"
    return format_html('href="{0}" hx-get="{0}" hx-target="#o{1}" hx-swap="outerHTML"', url, item.id)


@register.simple_tag
def states(item: Item) -> SafeString:
    """What became of an item: waiting, made by the system, delivered, reached."""
    return _states(item.waits, item.is_system, item.status, item.outcome, get_language() or "")


@lru_cache(maxsize=1024)  # few differ, and a page shows twenty
def _states(waits: bool, is_system: bool, status: str, outcome: str, language: str) -> SafeString:
    chips = [
        statuses.Chip(_("Waiting for reply"), "wait", "alarm") if waits else None,
        statuses.Chip(_("System generated"), "", "settings-automation") if is_system else None,
        statuses.STATUSES.get(status),
        statuses.OUTCOMES.get(outcome),
    ]
    return format_html_join("", "{}", ((chip(*one),) for one in chips if one))


@register.simple_tag(takes_context=True)
def names(context: RequestContext, who: Iterable[Who]) -> SafeString:
    """People who took part; the one whose page it is needs no link. The same few stand on many items."""
    kept: dict[Any, SafeString] = cast(Any, context.render_context.dicts[0]).setdefault("item_names", {})
    some, here = tuple(who), context["person"].pk
    if (some, here) not in kept:
        kept[some, here] = format_html_join(comma(), "{}", ((_name(one, here),) for one in some))
    return kept[some, here]


def _name(one: Who, here: int) -> SafeString:
    if one.person_id and one.person_id != here:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', numbered("person", one.person_id), one.name)
    return format_html("<bdi>{}</bdi>", one.name)
