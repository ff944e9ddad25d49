"""Whose words they are, and an item that is open for reading and writing."""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from rapport.lib import seal as crypto

_EPOCH: Final = date(1970, 1, 1)


class Subject(NamedTuple):
    """Whose key an item is wrapped under: a person, the house, or one day's intake."""

    kind: str
    ref: int


HOUSE: Final = Subject("house", 0)


def person(id: int) -> Subject:
    return Subject("person", id)


def intake(on: date) -> Subject:
    """The subject of mail that arrived on this day and belongs to nobody yet."""
    return Subject("intake", (on - _EPOCH).days)


def before(subject: Subject) -> Subject:
    """Under whose name the subject's former key is kept while a reseal is under way."""
    return Subject(subject.kind + "~", subject.ref)


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An item whose content key is at hand; keep it no longer than the request."""

    seal_id: builtins.bytes
    key: builtins.bytes = field(repr=False)

    def seal(self, table: str, column: str, words: str | builtins.bytes) -> builtins.bytes:
        """These words as a blob for one column of one table."""
        raw = words.encode() if isinstance(words, str) else words
        return crypto.seal(self.key, table, column, self.seal_id, raw)

    def bytes(self, table: str, column: str, blob: builtins.bytes | memoryview | None) -> builtins.bytes:
        """What was sealed in this column; nothing for an empty column."""
        if not blob:
            return b""
        return crypto.unseal(self.key, table, column, self.seal_id, builtins.bytes(blob))

    def text(self, table: str, column: str, blob: builtins.bytes | memoryview | None) -> str:
        """The words that were sealed in this column; "" for an empty column."""
        return self.bytes(table, column, blob).decode()


@dataclass(frozen=True, slots=True)
class NewItem(OpenItem):
    """An item just made: `wraps` holds its key for each subject, to be stored beside its words."""

    wraps: dict[Subject, builtins.bytes] = field(default_factory=dict, repr=False)
