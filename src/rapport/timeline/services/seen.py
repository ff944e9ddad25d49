"""When somebody last looked; what came later is new for them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from rapport.lib.actor import Actor
from rapport.timeline.models import LastSeen


def seen(actor: Actor, person_id: int, *, at: datetime | None = None) -> None:
    """Remember that the actor looks at this person's timeline now; reads are not facts."""
    moment = at or timezone.now()
    if not LastSeen.objects.filter(user_id=actor.id, person_id=person_id).update(at=moment):
        LastSeen.objects.bulk_create(
            [LastSeen(user_id=actor.id, person_id=person_id, at=moment)], ignore_conflicts=True
        )
