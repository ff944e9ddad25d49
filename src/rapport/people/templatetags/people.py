"""{% person_link person %}: a person's name is a link to the profile wherever it stands. And words for codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rapport.people import domain, wording
from rapport.people.models import ContactPoint, CustomField, Person, Tag

register = template.Library()


def person_url(person_id: int, query: str = "") -> str:
    try:
        url = reverse("person", args=[person_id])
    except NoReverseMatch:
        url = f"/people/{person_id}/"
    return f"{url}?{query}" if query else url


@register.simple_tag
def person_link(person: Person | None, query: str = "", cls: str = "") -> SafeString:
    """a person; a query for the address (a list's stepping); classes. Nothing for nobody, words for an erased one."""
    if person is None:
        return format_html("")
    if person.erased_at:
        return format_html('<span class="muted">{}</span>', _("Erased person"))
    name = person.full_name
    return format_html('<a class="person {}" href="{}"><bdi>{}</bdi></a>', cls, person_url(person.pk, query), name)


@register.simple_tag
def person_name(person: Person | None) -> SafeString:
    if person is None:
        return format_html("")
    return format_html("<bdi>{}</bdi>", _("Erased person") if person.erased_at else person.full_name)


@register.simple_tag
def tag_chip(tag: Tag, cls: str = "") -> SafeString:
    return format_html('<span class="chip tag {} {}"><bdi>{}</bdi></span>', tag.color, cls, tag.name)


@register.simple_tag
def health_of(point: ContactPoint) -> dict[str, str]:
    words, tone, advice = wording.health(point)
    return {"words": words, "tone": tone, "advice": advice}


@register.filter
def point_text(point: ContactPoint) -> str:
    return domain.shown_phone(point.canonical) if point.channel == "phone" else point.value


@register.filter
def source_text(person: Person) -> str:
    return wording.source(person)


@register.filter
def country(code: str) -> str:
    return wording.country_name(code)


@register.filter
def language(code: str) -> str:
    return wording.language_name(code)


@register.filter
def in_words(names: Mapping[str, str]) -> str:
    """A name kept per language, in the reader's."""
    return wording.told(names)


@register.filter
def twin_reason(code: str) -> Any:
    return wording.TWIN_REASONS.get(code, code)


@register.simple_tag
def field_text(field: CustomField, value: Any) -> str:
    return wording.field_text(field, value)


@register.filter
def at(values: Mapping[str, Any], key: str) -> Any:
    """What stands under a key."""
    return values.get(key, "")
