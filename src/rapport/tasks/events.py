from __future__ import annotations

from dataclasses import dataclass, field

from rapport.events.registry import fact


@fact
@dataclass(frozen=True, slots=True)
class TaskAdded:
    person_id: int | None
    task_id: int
    code: str = ""


@fact
@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """Somebody was given a task by another; whoever gives one to themselves knows already."""

    person_id: int | None
    task_id: int
    assignee_id: int


@fact
@dataclass(frozen=True, slots=True)
class TaskEdited:
    person_id: int | None
    task_id: int
    fields: list[str] = field(default_factory=list)


@fact
@dataclass(frozen=True, slots=True)
class TaskDone:
    person_id: int | None
    task_id: int


@fact
@dataclass(frozen=True, slots=True)
class TaskReopened:
    person_id: int | None
    task_id: int


@fact
@dataclass(frozen=True, slots=True)
class TaskDropped:
    """A task nobody has to do any more; `why` is "by_hand", "answered" or "settled"."""

    person_id: int | None
    task_id: int
    why: str = "by_hand"


@fact
@dataclass(frozen=True, slots=True)
class TaskDue:
    """The time to remind the assignee has come."""

    person_id: int | None
    task_id: int
    assignee_id: int
