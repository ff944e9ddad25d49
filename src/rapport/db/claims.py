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


def swap(
    model: type[models.Model], token: Any, ids: Iterable[int], *, where: models.Q, set: Mapping[str, Any]
) -> list[int]:
    """Change those of our rows that are still as `where` says, in one statement; returns which they were."""
    using = router.db_for_write(model)
    query: Any = _mine(model, token, ids).filter(where).order_by().query.chain(UpdateQuery)
    query.add_update_values(set)
    sql, params = query.get_compiler(using).as_sql()
    pk = connections[using].ops.quote_name(str(model._meta.pk.column))
    with connections[using].cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {pk}", params)
        return [row[0] for row in cursor.fetchall()]


def record(
    model: type[models.Model],
    token: Any,
    rows: Mapping[int, Mapping[str, Any]],
    *,
    where: Mapping[str, Any] | None = None,
) -> list[int]:
    """Write each row its own outcome and let go, all in one statement; returns those that were still ours.

    Every row gives the same columns. `where` names values that the rows must still have.
    """
    if not rows:
        return []
    using = router.db_for_write(model)
    connection = connections[using]
    quote, pk = connection.ops.quote_name, str(model._meta.pk.column)
    names = list(next(iter(rows.values())))
    fields = [_field(model, "pk"), *(_field(model, name) for name in names)]
    params: list[Any] = []
    for id, values in rows.items():
        row = (id, *map(values.__getitem__, names))
        params += [f.get_db_prep_save(v, connection) for f, v in zip(fields, row, strict=True)]
    # PostgreSQL reads the types of a list of values off its first row; SQLite keeps values as they are given.
    is_typed = connection.vendor == "postgresql"
    first = ", ".join(f"CAST(%s AS {f.rel_db_type(connection)})" if is_typed else "%s" for f in fields)
    others = f", ({', '.join(['%s'] * len(fields))})" * (len(rows) - 1)
    columns = [quote(str(f.column)) for f in fields]
    sets = [f"{column} = given.{column}" for column in columns[1:]]
    free = [f"{quote(str(_field(model, name).column))} = NULL" for name in ("claim", "claimed_until")]
    table, conditions = quote(model._meta.db_table), []
    for name, value in {"claim": token, **(where or {})}.items():
        field = _field(model, name)
        conditions.append(f"{table}.{quote(str(field.column))} = %s")
        params.append(field.get_db_prep_save(value, connection))
    sql = (
        f"WITH given({', '.join(columns)}) AS (VALUES ({first}){others}) "  # noqa: S608
        f"UPDATE {table} SET {', '.join(sets + free)} FROM given "
        f"WHERE {table}.{quote(pk)} = given.{quote(pk)} AND {' AND '.join(conditions)} "
        f"RETURNING {table}.{quote(pk)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found


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
