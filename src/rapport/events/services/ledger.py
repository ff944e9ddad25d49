"""Writing facts, and raising the version numbers that pages poll."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rapport.events import registry
from rapport.events.models import AccessLog, Event, Reaction, Tick
from rapport.lib.actor import Actor
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake


def publish(actor: Actor, fact: Any, *, at: datetime | None = None) -> Event:
    """Write the fact in the caller's transaction, run its handlers for now, and queue those for later."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A fact is written in the transaction of the change it tells of.")
    values = {f.name: getattr(fact, f.name) for f in fields(fact)}
    person_id = values.get("person_id")
    event = Event.objects.create(
        at=at or timezone.now(),
        kind=fact.kind,
        actor_kind=str(actor.kind),
        actor_id=actor.id,
        person_id=person_id,
        facts={name: value for name, value in values.items() if name != "person_id"},
    )
    for handler in registry.NOW.get(type(fact), ()):
        handler(actor, fact)
    names = registry.LATER.get(type(fact), ())
    if names:
        Reaction.objects.bulk_create([Reaction(event=event, handler=name) for name in names])
        wake(Lane.INBOUND)
    return event


def tick(*topics: str) -> None:
    """Raise the version of each topic by one; sorted, so that two writers never wait for each other in a ring."""
    for topic in sorted(set(topics)):
        if not Tick.objects.filter(topic=topic).update(version=F("version") + 1):
            _, made = Tick.objects.get_or_create(topic=topic)
            if not made:
                Tick.objects.filter(topic=topic).update(version=F("version") + 1)


def log_access(actor: Actor, kind: str, ref: int, *, why: str = "", ip: str | None = None, agent: str = "") -> None:
    """Remember that somebody read something; reads are not facts."""
    AccessLog.objects.create(
        actor_kind=str(actor.kind), actor_id=actor.id, kind=kind, ref=ref, why=why, ip=ip, agent=agent[:200]
    )
