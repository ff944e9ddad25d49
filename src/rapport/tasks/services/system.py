"""Tasks that go by themselves, and the sweep that reminds."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from rapport.events import services as events
from rapport.lib.actor import SYSTEM, Actor
from rapport.tasks import queries
from rapport.tasks.events import TaskDue
from rapport.tasks.models import Task
from rapport.tasks.services.add import tick
from rapport.tasks.services.change import finish, let_go

AT_ONCE = 200


def settle(actor: Actor, keys: Iterable[str], *, is_done: bool = True) -> int:
    """Close the open system tasks about these keys, because what they asked for has happened."""
    with transaction.atomic():
        rows = list(queries.standing().select_for_update().filter(key__in=list(keys)))
        for task in rows:
            if is_done:
                finish(actor, task)
            else:
                let_go(actor, task, "settled")
    return len(rows)


def answered(actor: Actor, interaction_ids: Iterable[int]) -> int:
    """Let go of every task that waited for an answer to one of these items."""
    with transaction.atomic():
        rows = list(queries.standing().select_for_update().filter(until_answer_to__in=list(interaction_ids)))
        for task in rows:
            let_go(actor, task, "answered")
    return len(rows)


def remind() -> int:
    """Remind the assignees whose time has come, each once, however many workers look."""
    now = timezone.now()
    rows = list(queries.to_remind(now)[:AT_ONCE])
    for task in rows:
        with transaction.atomic():
            if not Task.objects.filter(pk=task.pk, reminded_at__isnull=True).update(reminded_at=now):
                continue
            if task.assignee_id:
                events.publish(SYSTEM, TaskDue(person_id=task.person_id, task_id=task.pk, assignee_id=task.assignee_id))
                tick(task)
    return len(rows)
