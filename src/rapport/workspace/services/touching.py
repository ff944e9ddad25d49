"""When somebody was last in touch: kept beside the person, so that the list can be sorted by it.

Only what every reader of that order may see counts: a place in a list must not tell of a talk kept to a few.
A new item can only raise the moment; what takes an item away, moves it or hides it has the moment found afresh.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Q
from django.utils import timezone

from rapport.accounts.models import Audience
from rapport.events.registry import set_wise
from rapport.jobs.events import ApplicationReceived, JobEdited
from rapport.jobs.models import Job
from rapport.lib.actor import Actor
from rapport.messaging.events import DeliveryChanged
from rapport.people.events import PeopleMerged, PeopleUnmerged
from rapport.people.models import Person, PersonAudience
from rapport.timeline.events import InteractionEdited
from rapport.timeline.models import COMMUNICATIONS, About

AT_ONCE = 500


@set_wise
def touched(actor: Actor, facts: Sequence[Any]) -> None:
    """Communications were written, received or logged: they count for everybody they are about, and for survivors."""
    for person_id, moment in _last_touches(Q(interaction_id__in=[fact.interaction_id for fact in facts])).items():
        if moment:
            earlier = Q(last_touch_at__isnull=True) | Q(last_touch_at__lt=moment)
            Person.objects.filter(earlier, pk=person_id).update(last_touch_at=moment)


def changed(actor: Actor, fact: Any) -> None:
    """An item was corrected, taken away, brought back or shown to others."""
    ids = set(About.objects.filter(interaction_id=fact.interaction_id).values_list("person_id", flat=True))
    if isinstance(fact, InteractionEdited):
        ids |= set(fact.no_longer_about)
    find_again(ids)


@set_wise
def left(actor: Actor, facts: Sequence[DeliveryChanged]) -> None:
    """Mails that were planned stand at the moment they left: that can only raise when somebody was last in touch."""
    sent = [fact.message_id for fact in facts if fact.state == "sent"]
    earlier = Q(person__last_touch_at__isnull=True) | Q(person__last_touch_at__lt=F("occurred_at"))
    moved = list(About.objects.filter(earlier, interaction__message__in=sent).values_list("pk", flat=True))
    if not moved:
        return  # most mails leave when they are written
    last = _last_touches(Q(pk__in=moved))
    stale = [
        person
        for person in Person.objects.filter(pk__in=last).only("pk", "last_touch_at")
        if (moment := last[person.pk]) and (person.last_touch_at is None or person.last_touch_at < moment)
    ]
    for person in stale:
        person.last_touch_at = last[person.pk]
    Person.objects.bulk_update(stale, ["last_touch_at"])


def merged(actor: Actor, fact: PeopleMerged | PeopleUnmerged) -> None:
    find_again([fact.person_id, fact.merged_id])


def applied(actor: Actor, fact: ApplicationReceived) -> None:
    """Another job may let further colleagues see the person, who do not see what was kept to the first."""
    find_again([fact.person_id])


def opened_or_closed(actor: Actor, fact: JobEdited) -> None:
    """A job became confidential or stopped being so: what was said on it counts for fewer or for more."""
    if "confidential" in fact.fields:
        said = About.objects.filter(audience__job_id=fact.job_id, kind__in=COMMUNICATIONS)
        find_again(said.values_list("person_id", flat=True).distinct())


def find_again(person_ids: Iterable[int]) -> None:
    """Find for these people, and for those they were merged into, when they were last in touch."""
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        roots = Person.objects.filter(pk__in=some, merged_into__isnull=False).values_list("merged_into_id", flat=True)
        known = Person.objects.in_bulk({*some, *(id for id in roots if id)})
        members = Person.objects.filter(merged_into_id__in=known).values_list("pk", flat=True)
        found = _last_touches(Q(person_id__in={*known, *members}))
        stale = [person for person in known.values() if person.last_touch_at != found.get(person.pk)]
        for person in stale:
            person.last_touch_at = found.get(person.pk)
        Person.objects.bulk_update(stale, ["last_touch_at"])


def _last_touches(which: Q) -> dict[int, datetime | None]:
    """The newest moment among these rows for each person they are about and for whom that one was merged into.

    What everybody sees counts, and for somebody known to one circle alone also what that circle sees.
    """
    rows = list(
        About.objects.filter(which, kind__in=COMMUNICATIONS, is_top=True, is_removed=False)
        .filter(occurred_at__lte=timezone.now())
        .values_list("person_id", "person__merged_into_id", "audience_id")
        .annotate(last=Max("occurred_at"))
        .order_by()
    )
    people = {id for row in rows for id in row[:2] if id}
    circles: dict[int, list[int]] = defaultdict(list)
    for person_id, audience_id in PersonAudience.objects.filter(person_id__in=people).values_list("person", "audience"):
        circles[person_id].append(audience_id)
    for_all = _for_everybody({audience_id for _id, _root, audience_id, _last in rows})
    found: dict[int, datetime | None] = {}
    for person_id, root_id, audience_id, last in rows:
        for id in {person_id, root_id or person_id}:
            if audience_id in for_all or circles[id] == [audience_id]:
                found[id] = max(last, found.get(id) or last)
    return found


def _for_everybody(audience_ids: set[int]) -> set[int]:
    of_all = Q(job_id__isnull=True) | Q(job_id__in=Job.objects.filter(confidential=False).values("pk"))
    rows = Audience.objects.filter(of_all, pk__in=audience_ids, kind=Audience.Kind.EVERYONE)
    return set(rows.values_list("pk", flat=True))
