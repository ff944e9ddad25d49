"""When somebody was last in touch: kept beside the person, so that the list can be sorted by it.

Only what every reader of that order may see counts: a place in a list must not tell of a talk kept to a few.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from rapport.accounts.models import Audience
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline.models import COMMUNICATIONS, Interaction


def touched(actor: Actor, fact: Any) -> None:
    """A communication was written, received or logged: its moment counts for the person and their survivor."""
    found = Interaction.objects.filter(pk=fact.interaction_id, kind__in=COMMUNICATIONS, parent__isnull=True)
    item = found.select_related("audience").first()
    if item is None:
        return
    ids = {fact.person_id, people.survivor_id(fact.person_id)}
    if not _is_for_everyone(item.audience):
        # Whoever sees somebody known to one circle alone is in that circle.
        ids = {id for id in ids if people.audience_ids_of(id) == [item.audience_id]}
    earlier = Q(last_touch_at__isnull=True) | Q(last_touch_at__lt=item.occurred_at)
    Person.objects.filter(earlier, pk__in=ids).update(last_touch_at=item.occurred_at)


def _is_for_everyone(audience: Audience) -> bool:
    if audience.kind != Audience.Kind.EVERYONE:
        return False
    return audience.job_id is None or not jobs.access([audience.job_id])[audience.job_id].confidential
