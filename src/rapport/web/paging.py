"""Keyset paging: a cursor is the sort key of the last row shown, so that page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Key = int | str | datetime | None
T = TypeVar("T")


class BadCursor(ValueError):
    """A cursor nobody here has written."""


def encode(*keys: Key) -> str:
    """An opaque, URL-safe cursor of whole numbers, moments, texts or nothing."""
    row = [{"t": key.isoformat()} if isinstance(key, datetime) else key for key in keys]
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[Key, ...]:
    """The keys within a cursor; raises BadCursor for anything else."""
    try:
        row = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(row, list):
            raise BadCursor(cursor)
        return tuple(_key(value) for value in row)
    except (binascii.Error, UnicodeError, ValueError, RecursionError) as error:
        raise BadCursor(cursor) from error


def _key(value: object) -> Key:
    if isinstance(value, dict) and set(value) == {"t"}:
        return datetime.fromisoformat(value["t"]) if isinstance(value["t"], str) else _refuse(value)
    if value is None or (isinstance(value, int | str) and not isinstance(value, bool)):
        return value
    return _refuse(value)


def _refuse(value: object) -> Key:
    raise BadCursor(repr(value))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    items: list[T]
    older: str | None

    def __len__(self) -> int:
        return len(self.items)


def page_of(rows: Sequence[T], size: int, key: Callable[[T], tuple[Key, ...]]) -> Page[T]:
    """A page of `size` out of rows fetched with `[: size + 1]`; `older` is the cursor of the next one."""
    shown = list(rows[:size])
    return Page(shown, encode(*key(shown[-1])) if len(rows) > size and shown else None)
