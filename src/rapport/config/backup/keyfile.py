"""The file of keys: the wrapped key of every subject, one a line, and beside it whose keys were destroyed.

Without the key ring it opens nothing; the list of the erased holds ids alone.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from rapport.lib.errors import Invalid

NAME = "keys.jsonl"
ERASED = "erased.jsonl"
Erased = tuple[str, int, datetime]  # kind, ref, when
Row = tuple[str, int, bytes, str]  # kind, ref, wrapped, ring key id


def write(path: Path, rows: Iterator[Row]) -> tuple[int, set[str]]:
    """Write the keys; returns how many, and on which keys of the ring they hang."""
    count, rings = 0, set()
    with path.open("w", encoding="ascii") as file:
        for kind, ref, wrapped, ring in rows:
            line = [kind, ref, base64.b64encode(wrapped).decode(), ring]
            file.write(json.dumps(line) + "\n")
            count += 1
            rings.add(ring)
    return count, rings


def read(path: Path) -> Iterator[Row]:
    with path.open(encoding="ascii") as file:
        for line in file:
            yield _row(json.loads(line))


def write_erased(path: Path, erased: Iterable[Erased]) -> None:
    with path.open("w", encoding="ascii") as file:
        file.writelines(json.dumps([kind, ref, at.isoformat()]) + "\n" for kind, ref, at in erased)


def read_erased(path: Path) -> list[Erased]:
    """Who was erased; nobody in a file of keys from before there was such a list."""
    if not path.exists():
        return []
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
        return [(kind, int(ref), datetime.fromisoformat(at)) for kind, ref, at in rows]
    except (ValueError, TypeError) as error:
        raise Invalid("The list of the erased cannot be read.") from error


def _row(line: Any) -> Row:
    try:
        kind, ref, wrapped, ring = line
        return kind, int(ref), base64.b64decode(wrapped, validate=True), ring
    except (ValueError, TypeError) as error:
        raise Invalid("The file of keys cannot be read.") from error
