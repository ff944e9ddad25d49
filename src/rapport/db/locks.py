"""Locks across processes, and three engine favours that need plain SQL: standing still, scrubbing, counting up."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections, models, router, transaction
from django.utils import timezone

from rapport.db.models import Lock


@contextmanager
def only_one(name: str, lease_seconds: float = 300) -> Iterator[bool]:
    """Whether we are the one holder of this name, without waiting; use it outside of transactions.

    On PostgreSQL the lock dies with its session. Elsewhere it is a row with a lease, so the body
    must take less than `lease_seconds`.
    """
    using = router.db_for_write(Lock)
    taking = _session_lock if connections[using].vendor == "postgresql" else _row_lock
    with taking(using, name, lease_seconds) as is_mine:
        yield is_mine


def hold_still(model: type[models.Model]) -> None:
    """Let nobody else write this table until the transaction ends; reading goes on."""
    connection = connections[router.db_for_write(model)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    # SQLite has one writer, and our transactions begin IMMEDIATE: it is us.


def scrub(model: type[models.Model]) -> None:
    """Free what deleted rows of this table left in pages and log; not inside a transaction."""
    connection = connections[router.db_for_write(model)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def count_up(model: type[models.Model], counter: str, keys: Iterable[str]) -> None:
    """Raise this counter of the rows with these keys by one, making those there are not yet, in one statement.

    Sorted, so that two who count up the same rows never wait for each other in a ring.
    """
    connection = connections[router.db_for_write(model)]
    wanted = sorted(set(keys))
    if not wanted:
        return
    table, column = (connection.ops.quote_name(name) for name in (model._meta.db_table, counter))
    key = connection.ops.quote_name(str(model._meta.pk.column))
    rows = ", ".join(["(%s, 1)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({key}, {column}) VALUES {rows}"  # noqa: S608
            f" ON CONFLICT ({key}) DO UPDATE SET {column} = {table}.{column} + 1",
            wanted,
        )


@contextmanager
def _session_lock(using: str, name: str, lease_seconds: float) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connections[using].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _row_lock(using: str, name: str, lease_seconds: float) -> Iterator[bool]:
    me, now, rows = uuid.uuid4(), timezone.now(), Lock._default_manager.using(using)
    free = models.Q(held_until=None) | models.Q(held_until__lte=now)
    with transaction.atomic(using=using):
        rows.bulk_create([Lock(name=name)], ignore_conflicts=True)
        until = now + timedelta(seconds=lease_seconds)
        is_mine = rows.filter(free, name=name).update(holder=me, held_until=until) == 1
    try:
        yield is_mine
    finally:
        if is_mine:
            rows.filter(name=name, holder=me).update(holder=None, held_until=None)
