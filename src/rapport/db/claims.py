"""Claiming rows: each due row goes to one worker, and comes back when that worker dies.

A claim is a random token and a moment written into the row (`claim`, `claimed_until`). What
the worker did is recorded only while the token still stands, so a worker that slept past its
lease cannot overwrite its successor.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connections, models, router, transaction
from django.db.models.expressions import RawSQL
from django.db.models.sql import UpdateQuery
from django.utils import timezone


class Claim(NamedTuple):
    """What one call took: the token to finish with and the ids, in no order."""

    token: Any
    ids: list[int]


def claim(
    model: type[models.Model],
    *,
    where: models.Q,
    order_by: Sequence[str],
    limit: int,
    lease_seconds: float,
    set: Mapping[str, Any] | None = None,
) -> Claim:
    """Take up to `limit` rows that nobody holds, and no row that somebody else takes."""
    now = timezone.now()
    token = _new_token(model)
    using = router.db_for_write(model)
    free = models.Q(claimed_until=None) | models.Q(claimed_until__lte=now)
    due = model._default_manager.using(using).filter(where, free).order_by(*order_by).values("pk")
    if connections[using].vendor == "postgresql":
        due = due.select_for_update(skip_locked=True, of=("self",))
    values = {**(set or {}), "claim": token, "claimed_until": _end(now, lease_seconds)}
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(*_statement(model, due[:limit], values, using))
        return Claim(token, [row[0] for row in cursor.fetchall()])


def extend(model: type[models.Model], token: Any, ids: Iterable[int], lease_seconds: float) -> int:
    """Hold rows longer; returns how many are still ours."""
    return _mine(model, token, ids).update(claimed_until=_end(timezone.now(), lease_seconds))


def finish(model: type[models.Model], token: Any, ids: Iterable[int], set: Mapping[str, Any] | None = None) -> int:
    """Record the outcome and let go; rows that somebody else holds by now are left alone and not counted."""
    return _mine(model, token, ids).update(**{**(set or {}), "claim": None, "claimed_until": None})


def _mine(model: type[models.Model], token: Any, ids: Iterable[int]) -> models.QuerySet[models.Model]:
    return model._default_manager.using(router.db_for_write(model)).filter(pk__in=list(ids), claim=token)


def _statement(
    model: type[models.Model], due: models.QuerySet[Any, Any], values: Mapping[str, Any], using: str
) -> tuple[str, tuple[Any, ...]]:
    """One UPDATE over a list picked once: without MATERIALIZED, PostgreSQL may pick again and exceed the limit."""
    picked, picked_params = due.query.get_compiler(using).as_sql()
    rows = model._default_manager.using(using).filter(pk__in=RawSQL("SELECT id FROM picked", ()))
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    update, update_params = query.get_compiler(using).as_sql()
    pk = connections[using].ops.quote_name(str(model._meta.pk.column))
    sql = f"WITH picked(id) AS MATERIALIZED ({picked}) {update} RETURNING {pk}"
    return sql, (*picked_params, *update_params)


def _new_token(model: type[models.Model]) -> Any:
    """A fresh token in the type of the model's `claim` column."""
    token, field = uuid.uuid4(), model._meta.get_field("claim")
    if isinstance(field, models.BinaryField):
        return token.bytes
    return token.hex if isinstance(field, models.CharField) else token


def _end(now: datetime, lease_seconds: float) -> datetime:
    return now + timedelta(seconds=lease_seconds)
