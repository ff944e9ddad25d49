"""Wording: the built-in one installs itself as versions; filling it gives what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from rapport.channels.email import html as mail_html
from rapport.content import liquid, queries
from rapport.content.models import Template, TemplateVersion
from rapport.content.wording import BUILTIN
from rapport.lib.errors import NotFound


@dataclass(frozen=True, slots=True)
class Rendered:
    """Frozen words, and which version they came from."""

    subject: str
    html: str
    text: str
    key: str
    version: int
    language: str


def install(key: str) -> Template:
    """Make the built-in wording of this key present as a version; a changed wording becomes a new, live version."""
    wording = BUILTIN.get(key)
    if wording is None:
        raise NotFound(f"There is no wording called {key!r}.")
    with transaction.atomic():
        template, _ = Template.objects.get_or_create(
            key=key, defaults={"name": wording.name, "purpose": wording.purpose, "is_builtin": True, "live": 0}
        )
        newest = TemplateVersion.objects.filter(template=template).order_by("-number")
        last = newest[0].number if newest else 0
        have = {v.language: (v.subject, v.body) for v in newest if v.number == last}
        if have != wording.words:
            TemplateVersion.objects.bulk_create(
                [
                    TemplateVersion(template=template, number=last + 1, language=language, subject=subject, body=body)
                    for language, (subject, body) in wording.words.items()
                ]
            )
            template.live = last + 1
            template.save(update_fields=["live"])
    return template


def render(key: str, language: str, context: Mapping[str, Any]) -> Rendered:
    """Fill the live version in the language, or in English where it does not exist (I18N-03).

    Raises `RenderError` for an unfilled placeholder, and for one filled with nothing: never a blank (MAIL-57).
    """
    context = _filled(context)
    version = queries.live(key, language)
    if version is None:
        install(key)
        version = queries.live(key, language)
    if version is None:
        raise NotFound(f"There is no wording called {key!r}.")
    subject = " ".join(liquid.fill(version.subject, context, html=False).split())
    body = mail_html.clean_composed(liquid.fill(version.body, context, html=True))
    return Rendered(subject, body, mail_html.to_text(body), key, version.number, version.language)


def _filled(context: Mapping[str, Any]) -> dict[str, Any]:
    """The context without what is empty, so that naming it is an error, and asking for it (`if`) is no."""
    kept = {name: _filled(value) if isinstance(value, Mapping) else value for name, value in context.items()}
    return {name: value for name, value in kept.items() if value is not None and str(value).strip()}
