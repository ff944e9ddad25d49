"""How many rows several lists have, asked in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def capped(lists: Sequence[QuerySet[Any]], most: int) -> list[tuple[int, bool]]:
    """For each list how many rows it has and whether there are more; none is counted past `most`."""
    parts: list[str] = []
    params: list[Any] = []
    for number, rows in enumerate(lists):
        try:
            sql, some = rows.order_by().values("pk")[: most + 1].query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS list{number})")  # noqa: S608 - compiled by the ORM
        params += some
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)  # noqa: S608 - the same
        (found,) = cursor.fetchall()
    return [(min(count, most), count > most) for count in found]
