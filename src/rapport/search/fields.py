"""The tokens column: `bigint[]` on PostgreSQL, spaced hexadecimal text elsewhere.

The text is exactly what the full-text table was given, because FTS5 can only forget a row
when told the very words it indexed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models

_WIDTH = 12

if TYPE_CHECKING:
    _Field = models.Field[tuple[int, ...], tuple[int, ...]]
else:
    _Field = models.Field


def as_text(tokens: Iterable[int]) -> str:
    """Tokens as words of twelve hexadecimal digits, with a space around each."""
    return f" {' '.join(f'{token:0{_WIDTH}x}' for token in tokens)} "


class TokensField(_Field):
    """A sorted tuple of 48-bit tokens."""

    def db_type(self, connection: Any) -> str:
        return "bigint[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Iterable[int], connection: Any, prepared: bool = False) -> Any:
        return list(value) if connection.vendor == "postgresql" else as_text(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> tuple[int, ...]:
        if isinstance(value, str):
            return tuple(int(token, 16) for token in value.split())
        return tuple(value)
