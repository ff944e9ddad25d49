"""Rich text of notes and logged communications: what may be kept, how it is shown, and its plain words."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from rapport.channels.email import html as markup


class Words(NamedTuple):
    """A text as it is kept (`body`), whether that is HTML, and its plain words."""

    body: str
    is_rich: bool
    text: str


def taken(text: str) -> Words:
    """What somebody typed into the editor or, without script, into the plain field."""
    if "<" in text and ">" in text:
        body = markup.clean_composed(text)
        plain_text = markup.to_text(body).strip()
        if "<" in body:
            return Words(body if plain_text else "", True, plain_text)
    plain_text = text.strip()
    return Words(plain_text, False, plain_text)


def shown(body: str) -> SafeString:
    """Kept HTML, cleaned once more on its way out: what the page shows never depends on who wrote the row."""
    return mark_safe(markup.clean_composed(body))  # noqa: S308 - cleaned by an allowlist


def plain(body: str) -> str:
    return markup.to_text(body).strip() if "<" in body and ">" in body else body
