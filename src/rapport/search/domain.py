"""What goes in, what is asked, what comes out; and how a token is made blind."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

_TOKEN_BYTES: Final = 6


@dataclass(frozen=True, slots=True)
class Doc:
    """Something to be found: its plain tokens from `lib.words`, when it happened, and who may see it.

    With `audience_id` None every member of staff may see it (names of persons and jobs).
    """

    kind: str
    ref: int
    occurred_at: datetime
    words: AbstractSet[str]
    person_id: int | None = None
    audience_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What a viewer may see: these audiences (None: all of them), and never the record about themselves."""

    audience_ids: tuple[int, ...] | None
    own_person_ids: tuple[int, ...] = ()


EVERYTHING: Final = Sight(None)


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for, newest first; `before_id` is the last id of the page before."""

    text: str
    person_ids: Sequence[int] | None = None
    kinds: Sequence[str] | None = None
    limit: int = 20
    before_id: int | None = None


class Hit(NamedTuple):
    """One thing found; `id` orders by time and leads to the next page."""

    id: int
    kind: str
    ref: int
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, and the phrases whose order the caller still has to check in the opened texts."""

    hits: list[Hit]
    phrases: tuple[str, ...] = ()

    @property
    def needs_phrase_check(self) -> bool:
        return bool(self.phrases)


@dataclass(frozen=True, slots=True)
class Search:
    """A query as an engine takes it: blind tokens, filters and sight."""

    tokens: tuple[int, ...]
    person_ids: list[int] | None
    kinds: list[str] | None
    limit: int
    before_id: int | None
    sight: Sight


def blind(words: Iterable[str], key: bytes) -> tuple[int, ...]:
    """The sorted tokens of these words: truncated keyed hashes that tell nothing without the key."""
    return tuple(
        sorted({int.from_bytes(hmac.digest(key, word.encode(), "sha256")[:_TOKEN_BYTES], "big") for word in words})
    )


def moment_id(occurred_at: datetime, random: int) -> int:
    """The id of something that happened then; 20 random bits tell apart what happened together."""
    return round(occurred_at.timestamp() * 1000) << 20 | random
