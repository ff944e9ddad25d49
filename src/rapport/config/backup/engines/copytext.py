"""PostgreSQL's COPY text read without a server: one row a line, tabs between, NULL as \\N, bytes as hexadecimal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import models

from rapport.search.fields import TokensField

_NULL: Final = r"\N"
_ESCAPED = re.compile(r"\\(.)")
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def read(path: Path, fields: Mapping[str, models.Field[Any, Any]]) -> Iterator[list[Any]]:
    """The rows of a table as values of its fields, in the order of the fields."""
    with path.open("rb") as file:
        columns: list[str] = json.loads(file.readline())
        places = [(columns.index(name), _reader(field)) for name, field in fields.items()]
        for line in file:
            cells = line.decode().rstrip("\n").split("\t")
            yield [None if cells[at] == _NULL else read(_plain(cells[at])) for at, read in places]


def _plain(cell: str) -> str:
    return _ESCAPED.sub(lambda found: _LETTERS.get(found[1], found[1]), cell) if "\\" in cell else cell


def _reader(field: models.Field[Any, Any]) -> Callable[[str], Any]:
    if isinstance(field, models.BinaryField):
        return lambda text: bytes.fromhex(text.removeprefix(r"\x"))
    if isinstance(field, models.JSONField):
        return json.loads
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, TokensField):
        return lambda text: tuple(int(token) for token in text.strip("{}").split(",") if token)
    if isinstance(field, models.ForeignKey):
        return _reader(field.target_field)
    return field.to_python
