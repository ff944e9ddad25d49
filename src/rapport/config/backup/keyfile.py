"""The file of keys: the wrapped key of every subject, one a line. Without the key ring it opens nothing."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rapport.lib.errors import Invalid

NAME = "keys.jsonl"
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


def _row(line: Any) -> Row:
    try:
        kind, ref, wrapped, ring = line
        return kind, int(ref), base64.b64decode(wrapped, validate=True), ring
    except (ValueError, TypeError) as error:
        raise Invalid("The file of keys cannot be read.") from error
