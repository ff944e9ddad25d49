"""Making tasks: by hand, until somebody answers, and by the system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.lib.actor import SYSTEM, Actor
from rapport.lib.errors import Invalid
from rapport.lib.seal import new_seal_id
from rapport.lib.text import one_line, storable, unix_lines
from rapport.people import queries as people
from rapport.tasks import domain
from rapport.tasks.events import TaskAdded, TaskAssigned
from rapport.tasks.models import Task
from rapport.tasks.queries.reading import TABLE
from rapport.tasks.services import sight
from rapport.vault import domain as subjects
from rapport.vault import services as vault

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be; without an assignee it is the actor's own."""

    title: str
    details: str = ""
    kind: str = "other"
    person_id: int | None = None
    job_id: int | None = None
    assignee_id: int | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    visibility: str = "everyone"
    member_ids: Sequence[int] = ()
    is_demo: bool = False


def tick(task: Task, *more: int | None) -> None:
    """Tell every open page that shows this task."""
    users = {f"user:{id}" for id in (task.assignee_id, task.created_by_id, *more) if id}
    events.tick("tasks", *users, *([f"person:{task.person_id}"] if task.person_id else []))


def tidy(title: str, details: str) -> tuple[str, str]:
    """The words as they are kept; raises when there is no title."""
    title, details = one_line(title), storable(unix_lines(details)).strip()
    if not title:
        raise Invalid({"title": _("Say what is to be done.")})
    if len(title) > LONGEST_TITLE:
        raise Invalid({"title": _("Keep it short; there is room for more below.")})
    return title, details


def add(actor: Actor, new: NewTask) -> Task:
    """Make a task for the actor or somebody else who can see what it is about."""
    title, details = tidy(new.title, new.details)
    viewer = accounts.viewer_of(actor) if actor.is_user else None
    if viewer and new.person_id is not None:
        people.get(viewer, new.person_id)
    if viewer and new.job_id is not None:
        jobs.get(viewer, new.job_id)
    accounts.require(actor, "tasks:edit", sight.scope(actor, new.person_id, new.job_id))
    if new.kind not in Task.Kind.values:
        raise Invalid({"kind": _("Choose what kind of task it is.")})
    assignee_id = new.assignee_id or (actor.id if actor.is_user else None)
    with transaction.atomic():
        audience_id = sight.audience(
            actor,
            kind=new.visibility,
            person_id=new.person_id,
            job_id=new.job_id,
            assignee_id=assignee_id,
            member_ids=new.member_ids,
        )
        if actor.is_user and not accounts.holds(actor.id, audience_id):
            raise Invalid({"visibility": _("You would not see it yourself. Choose a wider circle.")})
        if assignee_id is not None:
            sight.require_taker(assignee_id, new.person_id, audience_id)
        item = vault.new_item([subjects.person(new.person_id) if new.person_id is not None else subjects.HOUSE])
        vault.keep_wraps(item)
        task = Task.objects.create(
            kind=new.kind,
            seal_id=item.seal_id,
            title=item.seal(TABLE, "title", title),
            details=item.seal(TABLE, "details", details) if details else b"",
            person_id=new.person_id,
            job_id=new.job_id,
            audience_id=audience_id,
            assignee_id=assignee_id,
            created_by_id=actor.id if actor.is_user else None,
            due_at=new.due_at,
            remind_at=new.remind_at,
            is_demo=new.is_demo,
        )
        _tell(actor, [task])
    return task


def remind_unless_answered(
    actor: Actor,
    *,
    person_id: int,
    interaction_id: int,
    days: int,
    job_id: int | None = None,
    audience_id: int | None = None,
) -> Task:
    """A task for the actor that comes due in so many days, and goes by itself when the candidate answers before."""
    viewer = accounts.viewer_of(actor)
    people.get(viewer, person_id)
    accounts.require(actor, "tasks:edit", sight.scope(actor, person_id, job_id))
    if not 1 <= days <= 365:
        raise Invalid({"days": _("Choose between one day and a year.")})
    here = domain.zone(viewer.user.time_zone)
    day = timezone.now().astimezone(here).date() + timedelta(days=days)
    due = domain.on_day(day, here)
    owed = Owed(
        "no_answer",
        f"no_answer:{interaction_id}:{actor.id}",
        kind=Task.Kind.MAIL,
        person_id=person_id,
        job_id=job_id,
        audience_id=audience_id
        or sight.audience(actor, kind="everyone", person_id=person_id, job_id=job_id, assignee_id=actor.id),
        takers=[viewer.user_id],
        due_at=due,
        remind_at=domain.remind_at(domain.Remind.MORNING, due, viewer.user.time_zone),
        params={"interaction_id": interaction_id, "days": days},
        until_answer_to=interaction_id,
    )
    return ensure(owed, actor=actor)


@dataclass(frozen=True, slots=True)
class Owed:
    """A task that the house sees to: one stands open per key, however often it is asked for."""

    code: str
    key: str
    kind: str
    audience_id: int
    takers: Sequence[int] = ()
    person_id: int | None = None
    job_id: int | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    until_answer_to: int | None = None
    is_demo: bool = False


def ensure(owed: Owed, *, actor: Actor = SYSTEM) -> Task:
    """The open task of this key, made unless it stands already."""
    ensure_all([owed], actor=actor)
    return Task.objects.get(key=owed.key, done_at__isnull=True, dropped_at__isnull=True)


def ensure_all(owed: Iterable[Owed], *, actor: Actor = SYSTEM) -> None:
    """Make the open task of each key unless it stands already.

    Each goes to the first of its takers who can see it; when none can, it waits in the team's list for somebody.
    """
    wanted = {one.key: one for one in owed}
    standing = Task.objects.filter(key__in=list(wanted), done_at__isnull=True, dropped_at__isnull=True)
    for key in standing.values_list("key", flat=True):
        del wanted[key]
    if not wanted:
        return
    try:
        with transaction.atomic():
            _make(actor, list(wanted.values()))
    except IntegrityError:
        # Somebody else made one between our look and our write; look again, and make the others.
        if len(wanted) == 1:
            return
        for one in wanted.values():
            ensure(one, actor=actor)


def _make(actor: Actor, owed: Sequence[Owed]) -> None:
    assignees = sight.takers([(one.takers, one.person_id, one.audience_id) for one in owed])
    tasks = Task.objects.bulk_create(
        [
            Task(
                kind=one.kind,
                code=one.code,
                key=one.key,
                params=dict(one.params),
                seal_id=new_seal_id(),
                person_id=one.person_id,
                job_id=one.job_id,
                audience_id=one.audience_id,
                assignee_id=assignee_id,
                created_by_id=actor.id if actor.is_user else None,
                due_at=one.due_at,
                remind_at=one.remind_at,
                until_answer_to=one.until_answer_to,
                is_demo=one.is_demo,
            )
            for one, assignee_id in zip(owed, assignees, strict=True)
        ]
    )
    with events.ticks_together():
        _tell(actor, tasks)


def _tell(actor: Actor, tasks: Sequence[Task]) -> None:
    events.publish_all(actor, [TaskAdded(person_id=t.person_id, task_id=t.pk, code=t.code) for t in tasks])
    # What the system makes has a notice of its own (an answer came, a mail failed); telling it twice is noise.
    told = [
        TaskAssigned(person_id=t.person_id, task_id=t.pk, assignee_id=t.assignee_id)
        for t in tasks
        if t.assignee_id and not t.code and not (actor.is_user and actor.id == t.assignee_id)
    ]
    events.publish_all(actor, told)
    for task in tasks:
        tick(task)
