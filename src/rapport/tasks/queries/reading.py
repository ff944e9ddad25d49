"""From rows to lines a page can show: words opened set by set, names the reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts.queries import Viewer
from rapport.tasks import domain, sentences
from rapport.tasks.domain import Bucket
from rapport.tasks.models import Task
from rapport.vault import queries as vault

TABLE = "tasks_task"
JOINED = ("person", "job", "assignee", "created_by", "done_by")


@dataclass(frozen=True, slots=True)
class Line:
    """One task as this reader sees it."""

    task: Task
    title: str
    details: str
    advice: str
    bucket: Bucket
    has_hour: bool
    due_on: datetime | None  # in the assignee's zone, whose day it is
    is_mine: bool
    may_edit: bool

    @property
    def due_day(self) -> date | None:
        return self.due_on.date() if self.due_on else None

    @property
    def id(self) -> int:
        return self.task.pk

    @property
    def icon(self) -> str:
        if self.task.code in sentences.TROUBLE_CODES:
            return "alert-triangle"
        return sentences.ICONS.get(self.task.kind, "checkbox")

    @property
    def kind_label(self) -> str:
        return str(sentences.KINDS.get(self.task.kind, ""))

    @property
    def person_name(self) -> str:
        return self.task.person.full_name if self.task.person else ""

    @property
    def is_open(self) -> bool:
        return self.task.done_at is None and self.task.dropped_at is None

    @property
    def waits_for_answer(self) -> bool:
        return self.task.until_answer_to is not None

    @property
    def tone(self) -> str:
        """How the due date looks: late is red, today is yellow."""
        return {Bucket.OVERDUE: "stop", Bucket.TODAY: "wait"}.get(self.bucket, "")

    @property
    def url(self) -> str:
        """Where the work is done; "" when it is about nobody."""
        if self.task.person_id is None:
            return ""
        place = f"/people/{self.task.person_id}/"
        item = self.task.params.get("interaction_id")
        if self.task.kind == Task.Kind.CALL:
            return f"{place}?log=call&task={self.task.pk}"
        if item:
            return f"{place}?item={int(item)}"
        if self.task.kind == Task.Kind.MAIL:
            return f"{place}?write=email&task={self.task.pk}"
        return place

    @property
    def verb(self) -> str:
        """What the button that leads there says."""
        if self.task.code in sentences.TROUBLE_CODES:
            return _("Look")
        return {
            "call": _("Log the call"),
            "mail": _("Write"),
            "reply": _("Reply"),
            "review": _("Review"),
        }.get(self.task.kind, _("Open"))


def lines(viewer: Viewer, tasks: Iterable[Task], now: datetime | None = None) -> list[Line]:
    """These tasks as lines, for two queries whatever their number; erased words are left out."""
    rows, moment = list(tasks), now or timezone.now()
    seals = vault.open_by_id(bytes(t.seal_id) for t in rows if t.title or t.details)
    may_all = viewer.can("tasks:edit")
    found = []
    for task in rows:
        seal = seals.get(bytes(task.seal_id))
        name = (task.person.call_name or task.person.full_name) if task.person else ""
        if task.code:
            title = sentences.title(task.code, name, task.params)
        else:
            title = seal.text(TABLE, "title", task.title) if seal else _("These words were erased.")
        zone_name = task.assignee.time_zone if task.assignee else viewer.user.time_zone
        here = domain.zone(zone_name)
        found.append(
            Line(
                task=task,
                title=title,
                details=seal.text(TABLE, "details", task.details) if seal else "",
                advice=sentences.advice(task.code),
                bucket=Bucket.DONE
                if task.done_at or task.dropped_at
                else domain.bucket(task.due_at, moment, zone_name),
                has_hour=task.due_at is not None and not domain.is_whole_day(task.due_at, here),
                due_on=task.due_at.astimezone(here) if task.due_at else None,
                is_mine=task.assignee_id == viewer.user_id,
                may_edit=may_all,
            )
        )
    return found
