"""The last line against loops: whoever writes too fast is filed, but tells nobody and sets nothing off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from rapport.messaging.models import Message
from rapport.messaging.services.file_mail import Arrival

BEARABLE = 20
WITHIN = timedelta(hours=2)


def at_a_bearable_pace(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """The same mails; those of a person beyond twenty in two hours are marked as too many."""
    since = timezone.now() - WITHIN
    rows = Message.objects.filter(
        person_id__in={a.person.pk for a in arrivals}, direction="in", interaction__recorded_at__gt=since
    )
    so_far = Counter(dict(rows.values_list("person_id").annotate(n=Count("pk")).order_by())) if arrivals else Counter()
    found = []
    for arrival in arrivals:
        so_far[arrival.person.pk] += 1
        is_now = arrival.mail.received_at > since  # old mail that is brought in late is no loop
        too_many = is_now and arrival.staff is None and so_far[arrival.person.pk] > BEARABLE
        found.append(replace(arrival, signs=(*arrival.signs, "too-many")) if too_many else arrival)
    return found
