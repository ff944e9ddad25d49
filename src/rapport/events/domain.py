"""The chain as pure values: what a row says, its digest, and how one link hangs on the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

ROOT: Final = bytes(32)
ID, DIGEST = 8, 16
ENTRY: Final = ID + DIGEST


class Row(NamedTuple):
    """What the chain vouches for about one fact, its place (the id) aside."""

    at: datetime
    kind: str
    actor_kind: str
    actor_id: int
    person_id: int | None
    facts: Mapping[str, Any]


def canonical(row: Row) -> bytes:
    """The row as bytes that are the same on every database: UTC to the microsecond, keys sorted, ASCII."""
    at = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    words = [at, row.kind, row.actor_kind, row.actor_id, row.person_id, _plain(row.facts)]
    return json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _plain(value: Any) -> Any:
    """Numbers as PostgreSQL's jsonb gives them back too: 2.0 and 2 are one number."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def digest(row: Row) -> bytes:
    return hashlib.sha256(canonical(row)).digest()[:DIGEST]


def pack(entries: Sequence[tuple[int, bytes]]) -> bytes:
    """Ids and digests of a seal, in the order of sealing."""
    return b"".join(id.to_bytes(ID, "big") + mark for id, mark in entries)


def unpack(rows: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(rows) - len(rows) % ENTRY, ENTRY):
        yield int.from_bytes(rows[at : at + ID], "big"), rows[at + ID : at + ENTRY]


def link(previous: bytes, seq: int, rows: bytes) -> bytes:
    """The hash of one link: the link before, its own number, and what it covers."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + rows).digest()


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain first fails: what happened, in which seal, to which fact (None: to the seal itself)."""

    what: str  # changed, dropped, reordered, added, seal_changed, seal_missing, head_missing
    seq: int
    event_id: int | None = None


def judge(seq: int, rows: bytes, found: Mapping[int, tuple[int | None, bytes]]) -> Break | None:
    """The first break inside one seal; `found` gives (seal, digest) of the rows it names and of those that name it."""
    entries = list(unpack(rows))
    marks = {mark for _, mark in entries}
    for id, mark in entries:
        if id not in found:
            return Break("dropped", seq, id)
        sealed_in, is_mark = found[id]
        if is_mark != mark:
            return Break("reordered" if is_mark in marks else "changed", seq, id)
        if sealed_in != seq:
            return Break("reordered", seq, id)
    known = {id for id, _ in entries}
    extra = sorted(id for id, (sealed_in, _) in found.items() if id not in known and sealed_in == seq)
    return Break("added", seq, extra[0]) if extra else None
