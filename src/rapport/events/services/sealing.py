"""Sealing facts into the chain, in order of sealing (DESIGN 16): late ids are sealed late, none is skipped."""

from __future__ import annotations

from django.db import transaction

from rapport.db import locks
from rapport.events import domain
from rapport.events.models import Event, EventSeal
from rapport.events.queries import row_of

AT_ONCE = 2000


def seal() -> int:
    """Append one link for facts that have none yet; returns how many it covers. One sealer at a time."""
    with locks.only_one("events.seal", lease_seconds=120) as mine:
        return _append() if mine else 0


def _append() -> int:
    with transaction.atomic():
        events = list(Event.objects.filter(seal__isnull=True).order_by("id")[:AT_ONCE])
        if not events:
            return 0
        last = EventSeal.objects.order_by("-seq").first()
        seq = last.seq + 1 if last else 1
        previous = bytes(last.hash) if last else domain.ROOT
        rows = domain.pack([(event.pk, domain.digest(row_of(event))) for event in events])
        # The number is the key: should two sealers ever meet, one fails and takes nothing with it.
        EventSeal.objects.create(seq=seq, rows=rows, hash=domain.link(previous, seq, rows))
        Event.objects.filter(pk__in=[event.pk for event in events], seal__isnull=True).update(seal=seq)
    return len(events)
