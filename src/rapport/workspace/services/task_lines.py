"""Tasks about a person as lines on their timeline; tasks and timeline are strangers, so they meet here."""

from __future__ import annotations

from django.utils import timezone

from rapport.lib.actor import Actor
from rapport.tasks.events import TaskAdded, TaskDone
from rapport.tasks.models import Task
from rapport.timeline import services as timeline
from rapport.timeline.models import Kind
from rapport.timeline.services import Entry, Part
from rapport.vault import queries as vault

TABLE = "tasks_task"


def task_added(actor: Actor, fact: TaskAdded) -> None:
    """A task somebody wrote down; what the house reminds of by itself is no line."""
    if not fact.code:
        _line(actor, fact.task_id, "added")


def task_done(actor: Actor, fact: TaskDone) -> None:
    _line(actor, fact.task_id, "done")


def _line(actor: Actor, task_id: int, code: str) -> None:
    task = Task.objects.get(pk=task_id)
    if task.person_id is None or task.code or not actor.is_user:
        return
    seal_id = bytes(task.seal_id)
    seal = vault.open_by_id([seal_id]).get(seal_id)
    timeline.record(
        actor,
        Entry(
            kind=Kind.TASK,
            occurred_at=timezone.now(),
            audience_id=task.audience_id,
            person_ids=[task.person_id],
            job_id=task.job_id,
            parts=[Part("from", user_id=actor.id)],
            subject=seal.text(TABLE, "title", task.title) if seal else "",
            is_system=True,
            code=code,
            params={"task_id": task.pk},
            is_demo=task.is_demo,
        ),
    )
