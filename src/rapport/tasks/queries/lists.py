"""Which tasks a viewer may see, and the lists they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.accounts.models import AudienceUser, User
from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.tasks import domain
from rapport.tasks.models import Task
from rapport.tasks.queries.reading import JOINED, Line, lines
from rapport.web import paging

PAGE = 100
VIEWS = ("mine", "given", "team", "done")


def standing() -> QuerySet[Task]:
    """All open tasks, for the house itself."""
    return Task.objects.filter(done_at__isnull=True, dropped_at__isnull=True)


def to_remind(now: datetime) -> QuerySet[Task]:
    return standing().filter(remind_at__lte=now, reminded_at__isnull=True).order_by("remind_at", "pk")


def visible_to(viewer: Viewer) -> QuerySet[Task]:
    """The tasks meant for the viewer's audiences; about a person, only when they may see the person."""
    held = AudienceUser.objects.filter(user_id=viewer.user_id, audience_id=OuterRef("audience_id"))
    seen = people.visible_to(viewer).filter(pk=OuterRef("person_id"))
    return Task.objects.filter(Exists(held)).filter(Q(person__isnull=True) | Exists(seen))


def open_for(viewer: Viewer) -> QuerySet[Task]:
    return visible_to(viewer).filter(done_at__isnull=True, dropped_at__isnull=True)


def get(viewer: Viewer, task_id: int) -> Task:
    """The task, for whoever may see it: theirs, given by them, about somebody they see, or by the right to read all."""
    task = visible_to(viewer).select_related(*JOINED, "audience").filter(pk=task_id).first()
    if task is None or not (task.person_id or task.job_id or is_near(viewer, task) or viewer.can("tasks:read_all")):
        raise NotFound("There is no such task here.")
    return task


def is_near(viewer: Viewer, task: Task) -> bool:
    return viewer.user_id in (task.assignee_id, task.created_by_id)


def line(viewer: Viewer, task_id: int) -> Line:
    return lines(viewer, [get(viewer, task_id)])[0]


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list is narrowed to; empty means all."""

    view: str = "mine"
    kind: str = ""
    job_id: int | None = None
    person_id: int | None = None
    assignee_id: int | None = None


def filtered(viewer: Viewer, wanted: TaskFilter) -> QuerySet[Task]:
    """The tasks of one list."""
    if wanted.view == "done":
        tasks = visible_to(viewer).filter(Q(done_at__isnull=False) | Q(dropped_at__isnull=False, code=""))
        if not viewer.can("tasks:read_all"):
            tasks = tasks.filter(
                Q(assignee_id=viewer.user_id) | Q(done_by_id=viewer.user_id) | Q(created_by_id=viewer.user_id)
            )
    else:
        tasks = open_for(viewer)
        if wanted.view == "given":
            tasks = tasks.filter(created_by_id=viewer.user_id).exclude(assignee_id=viewer.user_id)
        elif wanted.view != "team":
            tasks = tasks.filter(assignee_id=viewer.user_id)
    if wanted.kind:
        tasks = tasks.filter(kind=wanted.kind)
    if wanted.job_id is not None:
        tasks = tasks.filter(job_id=wanted.job_id)
    if wanted.person_id is not None:
        tasks = tasks.filter(person_id__in=people.group_ids(wanted.person_id))
    if wanted.assignee_id is not None:
        # Nobody has number 0: it stands for "nobody yet".
        tasks = tasks.filter(assignee_id=wanted.assignee_id or None)
    return tasks


def page(viewer: Viewer, wanted: TaskFilter, after: str = "") -> paging.Page[Line]:
    """A page of a list: what is due first comes first, undated last; what is closed, the newest first."""
    tasks = filtered(viewer, wanted).select_related(*JOINED)
    if wanted.view == "done":
        tasks = tasks.annotate(sort=Coalesce("done_at", "dropped_at"))
        order: tuple[Any, ...] = ("-sort", "-pk")
    else:
        tasks = tasks.annotate(sort=F("due_at"))
        order = (F("sort").asc(nulls_last=True), "pk")
    if after:
        moment, last = paging.decode(after)
        if wanted.view == "done":
            tasks = tasks.filter(Q(sort__lt=moment) | Q(sort=moment, pk__lt=last))
        elif moment is None:
            tasks = tasks.filter(sort__isnull=True, pk__gt=last)
        else:
            tasks = tasks.filter(Q(sort__gt=moment) | Q(sort=moment, pk__gt=last) | Q(sort__isnull=True))
    rows = list(tasks.order_by(*order)[: PAGE + 1])
    cut = paging.page_of(rows, PAGE, lambda task: (task.sort, task.pk))
    return paging.Page(lines(viewer, cut.items), cut.older)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many open tasks stand in the viewer's own list and how many they gave to others."""
    rows = open_for(viewer).filter(Q(assignee_id=viewer.user_id) | Q(created_by_id=viewer.user_id))
    pairs = list(rows.values_list("assignee_id", "created_by_id"))
    me = viewer.user_id
    return {
        "mine": sum(assignee == me for assignee, _ in pairs),
        "given": sum(assignee != me and giver == me for assignee, giver in pairs),
    }


def pressing(viewer: Viewer, also: Iterable[str] = (), limit: int = 60) -> list[Line]:
    """The viewer's own tasks that are late or due today, the latest first, and those of these codes whenever due."""
    mine = open_for(viewer).filter(assignee_id=viewer.user_id)
    rows = mine.filter(Q(due_at__lt=_tonight(viewer)) | Q(code__in=list(also))).select_related(*JOINED)
    return lines(viewer, rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])


def pressing_rows(viewer: Viewer) -> QuerySet[Task]:
    """What is late or due today."""
    return open_for(viewer).filter(assignee_id=viewer.user_id, due_at__lt=_tonight(viewer))


def pressing_count(viewer: Viewer) -> int:
    """The figure in the rail."""
    return pressing_rows(viewer).count()


def _tonight(viewer: Viewer) -> datetime:
    return domain.bounds(timezone.now(), viewer.user.time_zone).today


def panel_for(viewer: Viewer, person_ids: Iterable[int], limit: int = 20) -> list[Line]:
    """The open tasks about a person, for the candidate page: one query for the rows, two for their words."""
    rows = open_for(viewer).filter(person_id__in=list(person_ids)).select_related(*JOINED)
    return lines(viewer, rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:limit])


def suggested_people(viewer: Viewer, text: str, limit: int = 10) -> list[Person]:
    """People to choose from while somebody types."""
    people_seen = people.listed(viewer)
    for word in text.split()[:4]:
        people_seen = people_seen.filter(full_name__icontains=word)
    return list(people_seen.order_by("-last_touch_at", "-pk")[:limit])


def takers(text: str = "", limit: int = 12) -> list[User]:
    """Members of staff who can be given tasks, by name."""
    wanted = text.casefold().split()
    found = [u for u in accounts.users_with("tasks:edit") if all(w in f"{u.name} {u.email}".casefold() for w in wanted)]
    return sorted(found, key=lambda u: u.name.casefold())[:limit]
