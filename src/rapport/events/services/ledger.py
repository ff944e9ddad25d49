"""Writing facts, and raising the version numbers that pages poll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from rapport.events import registry
from rapport.events.models import AccessLog, Event, Reaction, Tick
from rapport.lib.actor import Actor
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake


def publish(actor: Actor, fact: Any, *, at: datetime | None = None) -> Event:
    """Write the fact in the caller's transaction, run its handlers for now, and queue those for later."""
    return publish_all(actor, [fact], at=at)[0]


def publish_all(actor: Actor, facts: Sequence[Any], *, at: datetime | None = None) -> list[Event]:
    """Publish facts of one kind together: as many statements for a hundred as for one."""
    if not facts:
        return []
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is written in the transaction of the change it tells of.")
    moment, kind, actor_kind = at or timezone.now(), facts[0].kind, str(actor.kind)
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
        for fact in facts
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
    """Raise the version of each topic by one, all in one statement where they exist."""
    wanted = sorted(set(topics))
    if not wanted:
        return
    rows = Tick.objects.filter(topic__in=wanted)
    # Locked in order first, so that two writers never wait for each other in a ring.
    known = set(_locked(rows) if len(wanted) > 1 else wanted)
    if rows.filter(topic__in=known).update(version=F("version") + 1) == len(wanted):
        return
    missing = [topic for topic in wanted if topic not in known] or wanted
    Tick.objects.bulk_create([Tick(topic=topic, version=0) for topic in missing], ignore_conflicts=True)
    Tick.objects.filter(topic__in=missing).update(version=F("version") + 1)


def _locked(rows: QuerySet[Tick]) -> list[str]:
    return list(rows.order_by("topic").select_for_update().values_list("topic", flat=True))


def log_access(actor: Actor, kind: str, ref: int, *, why: str = "", ip: str | None = None, agent: str = "") -> None:
    """Remember that somebody read something; reads are not facts."""
    AccessLog.objects.create(
        actor_kind=str(actor.kind), actor_id=actor.id, kind=kind, ref=ref, why=why, ip=ip, agent=agent[:200]
    )
