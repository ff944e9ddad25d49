"""Plain text made safe to store and compare; nothing here knows a language or a medium."""

from __future__ import annotations

import re
import unicodedata

# NUL is refused by PostgreSQL; the rest of C0 (but for tab and line ends) has no place in text.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def storable(text: str) -> str:
    """Return the text without control characters and lone surrogates, so that every database takes it."""
    return _CONTROLS.sub("", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))


def one_line(text: str) -> str:
    """Return the text on one line: every run of blanks becomes one space."""
    return " ".join(storable(text).split())


def unix_lines(text: str) -> str:
    """Return the text with plain line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_bidi(text: str) -> str:
    """Return the text without the invisible marks that turn its direction (they can disguise a name)."""
    return _BIDI.sub("", text)


def clip(text: str, length: int) -> str:
    """Return at most so many characters, never ending between a letter and its accent."""
    if len(text) <= length:
        return text
    while length and unicodedata.combining(text[length]):
        length -= 1
    return text[:length]
