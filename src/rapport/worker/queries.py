from __future__ import annotations

from datetime import timedelta

from django.db.models import Max, QuerySet
from django.utils import timezone

from rapport.worker.models import SweepRun


def runs() -> QuerySet[SweepRun]:
    """All sweeps, the failing ones first."""
    return SweepRun.objects.order_by("-failures", "name")


def failing() -> QuerySet[SweepRun]:
    return SweepRun.objects.filter(failures__gt=0).order_by("name")


def is_alive(within: timedelta = timedelta(minutes=2)) -> bool:
    """Whether any sweep has been run lately by any worker."""
    latest = SweepRun.objects.aggregate(latest=Max("last_started_at"))["latest"]
    return latest is not None and latest > timezone.now() - within
