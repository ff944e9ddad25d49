"""Running what facts set off, at least once each: claimed with a lease, tried again ever later, kept when it fails.

Here, as in the sweep loop, every exception ends: one bad reaction must not hold up the others, and
what went wrong is written into its row, which a page shows.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapport.db import claims
from rapport.events import registry
from rapport.events.events import ReactionRetried
from rapport.events.models import Event, Reaction
from rapport.events.services.ledger import publish
from rapport.lib.actor import Actor, ActorKind
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake

log = logging.getLogger(__name__)

AT_ONCE = 20
LEASE_FOR = 120.0
LADDER = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 7200, 21600))


class LeaseLost(Exception):
    """Another worker has taken the row meanwhile; what we did is undone with the transaction."""


def react() -> int:
    """Run reactions that are due; returns how many were taken in hand."""
    due = Q(state=Reaction.State.QUEUED, due_at__lte=timezone.now())
    token, ids = claims.claim(Reaction, where=due, order_by=["due_at", "id"], limit=AT_ONCE, lease_seconds=LEASE_FOR)
    for reaction in Reaction.objects.filter(pk__in=ids).select_related("event").order_by("due_at", "id"):
        try:
            _run(token, reaction)
        except LeaseLost:
            log.warning("The reaction %s took longer than its lease.", reaction.pk)
        except Exception as error:  # noqa: BLE001 - see the module's first lines
            log.exception("The reaction %s failed.", reaction.pk)
            _failed(token, reaction, error)
    return len(ids)


def _run(token: Any, reaction: Reaction) -> None:
    handler = registry.HANDLERS.get(reaction.handler)
    if handler is None:
        raise LookupError(f"No handler is called {reaction.handler}; it was renamed or removed.")
    with transaction.atomic():
        handler(Actor(ActorKind(reaction.event.actor_kind), reaction.event.actor_id), fact_of(reaction.event))
        # In the handler's own transaction: done and its traces are there together or not at all.
        if not claims.finish(Reaction, token, [reaction.pk], {"state": Reaction.State.DONE, "error": ""}):
            raise LeaseLost


def fact_of(event: Event) -> Any:
    """The fact as it was published; fields it has lost since are left out."""
    cls: Any = registry.FACTS.get(event.kind)
    if cls is None:
        raise LookupError(f"No fact is called {event.kind}; it was renamed or removed.")
    values = {**event.facts, "person_id": event.person_id}
    return cls(**{name: value for name, value in values.items() if name in cls.__dataclass_fields__})


def _failed(token: Any, reaction: Reaction, error: Exception) -> None:
    tries = reaction.attempts + 1
    values: dict[str, Any] = {"attempts": tries, "error": f"{type(error).__name__}: {error}"[:1000]}
    if tries > len(LADDER):
        values["state"] = Reaction.State.FAILED
    else:
        values["due_at"] = timezone.now() + LADDER[tries - 1]
    claims.finish(Reaction, token, [reaction.pk], values)


def retry(actor: Actor, reaction_id: int) -> bool:
    """Put a failed reaction back to be run now; False when somebody did so already."""
    with transaction.atomic():
        changed = Reaction.objects.filter(pk=reaction_id, state=Reaction.State.FAILED).update(
            state=Reaction.State.QUEUED, attempts=0, due_at=timezone.now()
        )
        if changed:
            publish(actor, ReactionRetried(reaction_id=reaction_id))
            wake(Lane.INBOUND)
    return bool(changed)
