"""Whom a viewer may see, as a condition compiled once: a page asks it several times, and to build it costs the most.

It is compiled from `visible_to`, so that the rule stands in one place, and `visible_to` names the viewer by id alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.people.queries.persons import visible_to

# Stands for the viewer while the condition is compiled; no user has this number.
_NOBODY = -910_073_519


def is_visible(viewer: Viewer, column: str) -> RawSQL:
    """Whether the viewer may see the person whose id this column holds ("table"."column" of the outermost query)."""
    text, params = _compiled(connection.vendor)
    # OFFSET 0 keeps PostgreSQL from listing everybody the viewer may see where it could look at one.
    alone = " OFFSET 0" if connection.vendor == "postgresql" else ""
    condition = f"EXISTS (SELECT 1 FROM ({text}) seen WHERE seen.pk = {column}{alone})"  # noqa: S608 - ORM's own text
    mine = [viewer.user_id if param == _NOBODY else param for param in params]
    return RawSQL(condition, mine, output_field=BooleanField())  # noqa: S611


@lru_cache(maxsize=2)
def _compiled(vendor: str) -> tuple[str, tuple[Any, ...]]:
    return visible_to(Viewer(User(pk=_NOBODY))).values("pk").query.sql_with_params()
