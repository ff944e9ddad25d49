"""What a long list of items would pay for again and again, paid for once a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from django import template
from django.template import RequestContext, Template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from rapport.timeline.items import Item, Who
from rapport.web.templatetags.components import comma

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


@register.simple_tag(takes_context=True)
def names(context: RequestContext, who: Iterable[Who]) -> SafeString:
    """People who took part; the one whose page it is needs no link."""
    here = context["person"].pk
    return format_html_join(comma(), "{}", ((_name(one, here),) for one in who))


def _name(one: Who, here: int) -> SafeString:
    if one.person_id and one.person_id != here:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', reverse("person", args=[one.person_id]), one.name)
    return format_html("<bdi>{}</bdi>", one.name)
