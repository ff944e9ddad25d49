"""What becomes of a task: edited, given to somebody, put off, done, dropped, taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from rapport.tasks import domain
from rapport.tasks.events import TaskAssigned, TaskDone, TaskDropped, TaskEdited, TaskReopened
from rapport.tasks.models import Task
from rapport.tasks.queries.reading import TABLE
from rapport.tasks.services import sight
from rapport.tasks.services.add import tick, tidy
from rapport.vault import queries as vault


@dataclass(frozen=True, slots=True)
class Change:
    """A task as a form gives it back; a system task keeps its own words and kind."""

    title: str
    details: str
    kind: str
    assignee_id: int | None
    due_at: datetime | None
    remind_at: datetime | None
    visibility: str
    member_ids: Sequence[int] = ()


def edit(actor: Actor, task_id: int, change: Change, *, revision: int) -> Task:
    """Change a task unless somebody else did so since it was shown."""
    with transaction.atomic():
        task = sight.changeable(actor, task_id)
        _require_open(task)
        if task.revision != revision:
            raise Conflict(_("Somebody changed this task meanwhile. Look at it again, then make your change."))
        values: dict[str, Any] = {"due_at": change.due_at, "remind_at": change.remind_at}
        if not task.code:
            values |= _words(task, change)
            audience = accounts.audience(task.audience_id)
            if (change.visibility, sorted(change.member_ids)) != (audience.kind, sorted(audience.member_ids)):
                values["audience_id"] = sight.audience(
                    actor,
                    kind=change.visibility,
                    person_id=task.person_id,
                    job_id=task.job_id,
                    assignee_id=change.assignee_id,
                    member_ids=change.member_ids,
                )
                if actor.is_user and not accounts.holds(actor.id, values["audience_id"]):
                    raise Invalid({"visibility": _("You would not see it yourself. Choose a wider circle.")})
        assignee_before = task.assignee_id
        if change.assignee_id is not None:
            audience_id = sight.within(values.get("audience_id", task.audience_id), change.assignee_id)
            sight.require_taker(change.assignee_id, task.person_id, audience_id)
            values |= {"audience_id": audience_id, "assignee_id": change.assignee_id}
        _write(actor, task, values, before=assignee_before)
    return task


def assign(actor: Actor, task_id: int, assignee_id: int) -> Task:
    """Give a task to somebody who can see it; a chosen circle takes them in."""
    with transaction.atomic():
        task = sight.changeable(actor, task_id)
        _require_open(task)
        audience_id = sight.within(task.audience_id, assignee_id)
        sight.require_taker(assignee_id, task.person_id, audience_id)
        _write(actor, task, {"assignee_id": assignee_id, "audience_id": audience_id}, before=task.assignee_id)
    return task


def put_off(actor: Actor, task_id: int, choice: str) -> Task:
    """Move a task to tomorrow, next week or another day by name, as days are for the actor; an hour is kept."""
    if choice not in list(domain.Due):
        raise Invalid({"due": _("Choose a day.")})
    zone = accounts.viewer_of(actor).user.time_zone
    with transaction.atomic():
        task = sight.changeable(actor, task_id)
        _require_open(task)
        due = domain.due_of(choice, timezone.now(), zone)
        here = domain.zone(zone)
        if due and task.due_at and not domain.is_whole_day(task.due_at, here) and task.code == "":
            due = datetime.combine(due.astimezone(here).date(), task.due_at.astimezone(here).time(), here)
        remind = domain.remind_at(domain.Remind.MORNING, due, zone) if choice != domain.Due.TODAY else None
        _write(actor, task, {"due_at": due, "remind_at": remind}, before=task.assignee_id)
    return task


def done(actor: Actor, task_id: int) -> Task:
    """Close a task as done; doing it twice changes nothing."""
    with transaction.atomic():
        task = sight.changeable(actor, task_id)
        if task.done_at is None:
            finish(actor, task)
    return task


def finish(actor: Actor, task: Task) -> None:
    task.done_at, task.dropped_at = timezone.now(), None
    task.done_by_id = actor.id if actor.is_user else None
    task.revision += 1
    task.save(update_fields=["done_at", "done_by", "dropped_at", "revision"])
    events.publish(actor, TaskDone(person_id=task.person_id, task_id=task.pk))
    tick(task)


def drop(actor: Actor, task_id: int) -> Task:
    """Close a task that nobody has to do any more."""
    with transaction.atomic():
        task = sight.changeable(actor, task_id)
        if task.dropped_at is None and task.done_at is None:
            let_go(actor, task, "by_hand")
    return task


def let_go(actor: Actor, task: Task, why: str) -> None:
    task.dropped_at = timezone.now()
    task.revision += 1
    task.save(update_fields=["dropped_at", "revision"])
    events.publish(actor, TaskDropped(person_id=task.person_id, task_id=task.pk, why=why))
    tick(task)


def reopen(actor: Actor, task_id: int) -> Task:
    """Take back that a task was done or dropped."""
    try:
        with transaction.atomic():
            task = sight.changeable(actor, task_id)
            if task.done_at is None and task.dropped_at is None:
                return task
            task.done_at = task.dropped_at = task.done_by = None
            task.revision += 1
            task.save(update_fields=["done_at", "done_by", "dropped_at", "revision"])
            events.publish(actor, TaskReopened(person_id=task.person_id, task_id=task.pk))
            tick(task)
    except IntegrityError as error:
        raise Conflict(_("There is a newer task about the same thing already.")) from error
    return task


def each(actor: Actor, task_ids: Iterable[int], act: Callable[[Actor, int], object]) -> tuple[int, list[str]]:
    """Do one thing to several tasks; returns how many it worked for and why it did not for the others."""
    count, problems = 0, dict[str, None]()
    for task_id in dict.fromkeys(task_ids):
        try:
            act(actor, task_id)
            count += 1
        except (Invalid, Conflict) as error:
            problems[str(error)] = None
        except (NotFound, NotAllowed):
            problems[_("Some of these tasks are not yours to change.")] = None
    return count, list(problems)


def _words(task: Task, change: Change) -> dict[str, Any]:
    if change.kind not in Task.Kind.values:
        raise Invalid({"kind": _("Choose what kind of task it is.")})
    title, details = tidy(change.title, change.details)
    item = vault.open_by_id([bytes(task.seal_id)]).get(bytes(task.seal_id))
    if item is None:
        raise NotFound(_("The words of this task were erased."))
    values: dict[str, Any] = {"kind": change.kind}
    if title != item.text(TABLE, "title", task.title):
        values["title"] = item.seal(TABLE, "title", title)
    if details != item.text(TABLE, "details", task.details):
        values["details"] = item.seal(TABLE, "details", details) if details else b""
    return values


def _write(actor: Actor, task: Task, values: dict[str, Any], *, before: int | None) -> None:
    """Store what really changed, with its facts."""
    changed = {name: value for name, value in values.items() if getattr(task, name) != value}
    if not changed:
        return
    if "remind_at" in changed or "assignee_id" in changed:
        changed["reminded_at"] = None
    for name, value in changed.items():
        setattr(task, name, value)
    task.revision += 1
    task.save(update_fields=[*(name.removesuffix("_id") for name in changed), "revision"])
    fields = sorted(name.removesuffix("_id") for name in changed if name != "reminded_at")
    events.publish(actor, TaskEdited(person_id=task.person_id, task_id=task.pk, fields=fields))
    if "assignee_id" in changed and task.assignee_id and task.assignee_id != actor.id:
        events.publish(actor, TaskAssigned(person_id=task.person_id, task_id=task.pk, assignee_id=task.assignee_id))
    tick(task, before)


def _require_open(task: Task) -> None:
    if task.done_at is not None or task.dropped_at is not None:
        raise Conflict(_("This task is closed. Take it up again first."))
