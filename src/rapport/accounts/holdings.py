"""What a member of staff still holds when they leave. Features above add a line each; the member's page shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Holding:
    label: Text
    count: int
    url: str


_lines: list[tuple[Text, Callable[[int], int], Callable[[int], str]]] = []


def add(label: Text, count: Callable[[int], int], url: Callable[[int], str]) -> None:
    """Tell how many of something a user holds, and where they can be given to somebody else."""
    _lines.append((label, count, url))


def of(user_id: int) -> list[Holding]:
    found = [Holding(label, count(user_id), url(user_id)) for label, count, url in _lines]
    return [line for line in found if line.count]
