"""Mail about nobody goes for good: a day's key is destroyed 30 days after nothing of it waits any more."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from rapport.messaging.models import RawMail
from rapport.vault import queries as vault
from rapport.vault import services as vault_services
from rapport.vault.domain import intake

KEPT_FOR = timedelta(days=30)
WAITING = (RawMail.State.NEW, RawMail.State.TRIAGE, RawMail.State.FAILED)


def forget_old_intake() -> int:
    """Destroy the keys of days whose mail is all decided about; returns how many days were closed."""
    last = intake((timezone.now() - KEPT_FOR).date()).ref
    closed = 0
    for subject in vault.intake_until(last):
        with transaction.atomic():
            waiting = RawMail.objects.filter(seal_id__in=vault.items_of(subject), state__in=WAITING)
            decided_lately = RawMail.objects.filter(
                seal_id__in=vault.items_of(subject), decided_at__gt=timezone.now() - KEPT_FOR
            )
            if waiting.exists() or decided_lately.exists():
                continue
            vault_services.destroy([subject])
            closed += 1
    return closed
