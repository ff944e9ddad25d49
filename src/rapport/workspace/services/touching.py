"""When somebody was last in touch: kept beside the person, so that the list can be sorted by it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rapport.lib.actor import Actor
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline.models import COMMUNICATIONS, Interaction


def touched(actor: Actor, fact: Any) -> None:
    """A communication was written, received or logged: its moment counts for the person and their survivor."""
    item = Interaction.objects.filter(pk=fact.interaction_id, kind__in=COMMUNICATIONS, parent__isnull=True).first()
    if item is None:
        return
    ids = {fact.person_id, people.survivor_id(fact.person_id)}
    earlier = Q(last_touch_at__isnull=True) | Q(last_touch_at__lt=item.occurred_at)
    Person.objects.filter(earlier, pk__in=ids).update(last_touch_at=item.occurred_at)
