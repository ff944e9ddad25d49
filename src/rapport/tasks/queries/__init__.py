"""The only reads of tasks: object and right come back together."""

from __future__ import annotations

from rapport.tasks.queries.lists import (
    TaskFilter,
    counts,
    filtered,
    get,
    is_near,
    line,
    open_for,
    page,
    panel_for,
    pressing,
    pressing_count,
    pressing_rows,
    standing,
    suggested_people,
    takers,
    to_remind,
    visible_to,
)
from rapport.tasks.queries.reading import Line, lines

__all__ = [
    "Line",
    "TaskFilter",
    "counts",
    "filtered",
    "get",
    "is_near",
    "line",
    "lines",
    "open_for",
    "page",
    "panel_for",
    "pressing",
    "pressing_count",
    "pressing_rows",
    "standing",
    "suggested_people",
    "takers",
    "to_remind",
    "visible_to",
]
