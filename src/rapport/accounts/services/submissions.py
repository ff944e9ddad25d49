"""Forms that were sent, so that none is taken twice: what came first, and how it was answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from rapport.accounts.models import Submission

KEPT_FOR = timedelta(days=1)
# Whoever began and has not answered by then has died over it.
GIVEN_UP_AFTER = timedelta(minutes=1)


def begin(key: str) -> bool:
    """Whether this is the first time that this is sent; what came before yesterday is forgotten."""
    now = timezone.now()
    Submission.objects.filter(sent_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            Submission.objects.create(key=key, sent_at=now)
    except IntegrityError:
        dead = Submission.objects.filter(key=key, answer__isnull=True, sent_at__lt=now - GIVEN_UP_AFTER)
        return bool(dead.update(sent_at=now))
    return True


def answer_of(key: str) -> dict[str, Any] | None:
    """How the first was answered, or None while it still is not."""
    return Submission.objects.filter(key=key).values_list("answer", flat=True).first()


def answered(key: str, answer: dict[str, Any]) -> None:
    """Keep how it was answered, for whoever sends it again."""
    Submission.objects.filter(key=key).update(answer=answer)


def withdrawn(key: str) -> None:
    """It was refused, so it may be sent again."""
    Submission.objects.filter(key=key).delete()
