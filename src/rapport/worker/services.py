"""Writing down how sweeps fare. No event: this is upkeep, not something that happened to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from rapport.worker.models import SweepRun

ERROR_LENGTH = 4000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the runs since the last note."""

    name: str
    started_at: datetime
    done: int = 0
    error: str = ""


def note(outcome: Outcome) -> None:
    """Write the outcome into the sweep's row; an old error stays readable after a good run."""
    SweepRun.objects.get_or_create(name=outcome.name)
    row = SweepRun.objects.filter(name=outcome.name)
    now = timezone.now()
    if outcome.error:
        row.update(
            last_started_at=outcome.started_at,
            last_error=outcome.error[-ERROR_LENGTH:],
            error_at=now,
            failures=F("failures") + 1,
            done_total=F("done_total") + outcome.done,
        )
    else:
        row.update(
            last_started_at=outcome.started_at,
            last_finished_at=now,
            failures=0,
            done_total=F("done_total") + outcome.done,
        )
