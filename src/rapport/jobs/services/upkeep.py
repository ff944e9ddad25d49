"""What jobs do without being asked: remind of deadlines; and remembering who looked at a board when."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.events import services as events
from rapport.jobs.events import DeadlineNear
from rapport.jobs.models import BoardSeen, Job
from rapport.lib.actor import SYSTEM

REMIND_BEFORE = timedelta(days=3)
ONE_VISIT = timedelta(minutes=30)
AT_ONCE = 100


def remind_of_deadlines() -> int:
    """Publish `DeadlineNear` once for every open job whose last day for applications is at most three days away."""
    today = timezone.localdate()
    due = Job.objects.filter(
        state=Job.State.OPEN,
        deadline_on__gte=today,
        deadline_on__lte=today + REMIND_BEFORE,
        deadline_reminded_on__isnull=True,
    )
    done = 0
    for job_id, owner_id in due.order_by("deadline_on", "pk").values_list("pk", "owner_id")[:AT_ONCE]:
        with transaction.atomic():
            # Another worker may have been quicker: only one of them changes the row.
            mine = Job.objects.filter(pk=job_id, deadline_reminded_on__isnull=True).update(deadline_reminded_on=today)
            if mine:
                events.publish(SYSTEM, DeadlineNear(job_id=job_id, owner_id=owner_id))
                done += 1
    return done


def look_at(viewer: Viewer, job: Job) -> None:
    """Remember that the viewer looked at a board; cards that came since their visit before are new to them."""
    now = timezone.now()
    row, made = BoardSeen.objects.get_or_create(
        user_id=viewer.user_id, job=job, defaults={"seen_at": now, "before_at": now}
    )
    if made or now - row.seen_at < timedelta(minutes=1):
        return
    if now - row.seen_at > ONE_VISIT:
        row.before_at = row.seen_at
    row.seen_at = now
    row.save(update_fields=["seen_at", "before_at"])
