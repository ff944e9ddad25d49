"""Writing facts, and raising the version numbers that pages poll."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from rapport.db import locks
from rapport.events import registry
from rapport.events.models import AccessLog, Event, Reaction, Tick
from rapport.lib.actor import Actor
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake

_gathered: ContextVar[set[str] | None] = ContextVar("topics to raise together", default=None)

ONE_READING = timedelta(minutes=15)
MOST_NOTED = 10_000
_noted: dict[tuple[str, int, str, int, str, str | None], datetime] = {}


def publish(actor: Actor, fact: Any, *, at: datetime | None = None) -> Event:
    """Write the fact in the caller's transaction, run its handlers for now, and queue those for later."""
    return publish_all(actor, [fact], at=at)[0]


def publish_all(actor: Actor, facts: Sequence[Any], *, at: datetime | Sequence[datetime] | None = None) -> list[Event]:
    """Publish facts of one kind together, at one moment or each at its own: as many statements for many as for one."""
    if not facts:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is written in the transaction of the change it tells of.")
    moments = at if isinstance(at, Sequence) else [at or timezone.now()] * len(facts)
    kind, actor_kind = facts[0].kind, str(actor.kind)
    names = [f.name for f in fields(facts[0])]
    about = [name for name in names if name != "person_id"]
    events = [
        Event(
            at=moment,
            kind=kind,
            actor_kind=actor_kind,
            actor_id=actor.id,
            person_id=getattr(fact, "person_id", None),
            facts={name: getattr(fact, name) for name in about},
        )
        for fact, moment in zip(facts, moments, strict=True)
    ]
    Event.objects.bulk_create(events)
    registry.run_now(actor, facts)
    reactions = [
        Reaction(event=event, handler=name)
        for event, fact in zip(events, facts, strict=True)
        for name in registry.listening_later(fact)
    ]
    if reactions:
        Reaction.objects.bulk_create(reactions)
        wake(Lane.INBOUND)
    return events


def tick(*topics: str) -> None:
    """Raise the version of each topic by one, at once or with those gathered by `ticks_together`."""
    gathered = _gathered.get()
    if gathered is None:
        locks.count_up(Tick, "version", topics)
    else:
        gathered.update(topics)


@contextmanager
def ticks_together() -> Iterator[None]:
    """Raise the versions of everything within this block at its end, each once.

    Ordered as one set, many changes of one transaction never wait in a ring for those of another.
    """
    if _gathered.get() is not None:
        yield
        return
    topics: set[str] = set()
    token = _gathered.set(topics)
    try:
        yield
    finally:
        _gathered.reset(token)
    locks.count_up(Tick, "version", topics)


def log_access(actor: Actor, kind: str, ref: int, *, why: str = "", ip: str | None = None, agent: str = "") -> None:
    """Remember that somebody read something; reads are not facts."""
    AccessLog.objects.create(
        actor_kind=str(actor.kind), actor_id=actor.id, kind=kind, ref=ref, why=why, ip=ip, agent=agent[:200]
    )


def note_reading(
    actor: Actor, kind: str, ref: int, *, why: str, ip: str | None, agent: str, every_time: bool = False
) -> None:
    """Remember that somebody read something; going on with the same within a quarter of an hour is one reading.

    What was noted lately is kept in the process, so that reading on costs no statement; two processes may note twice.
    """
    key = (str(actor.kind), actor.id, kind, ref, why, ip)
    now = timezone.now()
    if not every_time and (last := _noted.get(key)) is not None and now - last < ONE_READING:
        return
    log_access(actor, kind, ref, why=why, ip=ip, agent=agent)
    if len(_noted) >= MOST_NOTED:
        _noted.clear()
    _noted[key] = now


def forget_readings() -> None:
    """Note the next reading of anything, whatever was noted before."""
    _noted.clear()
