"""Who may change which task, who can be given one, and whom it is shown to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.domain import Scope
from rapport.accounts.models import Audience
from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs_read
from rapport.jobs import services as jobs
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.people import queries as people
from rapport.tasks import queries
from rapport.tasks.models import Task


def changeable(actor: Actor, task_id: int) -> Task:
    """The task, locked, for an actor who sees it and may change it: their own, or with the right where it belongs."""
    if actor.is_user:
        queries.get(accounts.viewer_of(actor), task_id)
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound(_("There is no such task here."))
    if actor.is_user and actor.id in (task.assignee_id, task.created_by_id):
        accounts.require(actor, "tasks:edit")
    else:
        accounts.require(actor, "tasks:edit", scope(actor, task.person_id, task.job_id))
    return task


def scope(actor: Actor, person_id: int | None, job_id: int | None) -> Scope | None:
    """Where an act on a task about this person or job happens; one about neither happens anywhere."""
    if person_id is not None:
        return jobs_read.scope_of_person(actor, people.group_ids(person_id))
    if job_id is not None:
        return jobs_read.scope_of(actor, jobs_read.enter(actor, job_id))
    return None


def audience(
    actor: Actor,
    *,
    kind: str,
    person_id: int | None,
    job_id: int | None,
    assignee_id: int | None,
    member_ids: Sequence[int] = (),
) -> int:
    """The audience of a choice; who gives and who gets a task always stay within it."""
    us = sorted({id for id in (assignee_id, actor.id if actor.is_user else None) if id})
    if kind == "only_me" and us == [actor.id]:
        return jobs.audience_for("only_me", member_ids=us)
    if kind in {"only_me", "people"}:
        return jobs.audience_for("people", job_id=job_id, member_ids=sorted({*member_ids, *us}))
    if kind == "roles":
        if not member_ids:
            raise Invalid({"roles": _("Choose the roles that may see it.")})
        return jobs.audience_for("roles", job_id=job_id, member_ids=member_ids)
    if kind == "hiring_team":
        if job_id is None:
            raise Invalid({"job": _("Choose a job: a hiring team belongs to a job.")})
        return jobs.audience_for("hiring_team", job_id=job_id)
    if job_id is not None:
        return jobs.audience_for("everyone", job_id=job_id)
    house = jobs.audience_for("everyone")
    if person_id is not None:
        narrow = people.audience_ids_of(person_id)
        return house if house in narrow or not narrow else min(narrow)
    # A task about nobody may be given to somebody who sees only their own jobs.
    if us and all(accounts.holds(id, house) for id in us):
        return house
    return jobs.audience_for("people", member_ids=us) if us else house


def within(task_audience: int, assignee_id: int) -> int:
    """The audience once this user has the task: a chosen circle takes them in, a wide one must hold them already."""
    if accounts.holds(assignee_id, task_audience):
        return task_audience
    row = accounts.audience(task_audience)
    if row.kind in {Audience.Kind.PEOPLE, Audience.Kind.ONLY_ME}:
        return jobs.audience_for("people", job_id=row.job_id, member_ids=sorted({*row.member_ids, assignee_id}))
    return task_audience


def can_take(user_id: int, person_id: int | None, audience_id: int) -> bool:
    """Whether a user is here, may do tasks, and would see this one."""
    user = accounts.users_by_id([user_id]).get(user_id)
    if user is None or not user.is_active or not Viewer(user).can("tasks:edit"):
        return False
    if person_id is not None and not people.visible_ids(Viewer(user), [person_id]):
        return False
    return accounts.holds(user_id, audience_id)


def takers(wanted: Sequence[tuple[Sequence[int], int | None, int]]) -> list[int | None]:
    """For each (candidates, person, audience), the first candidate who may do tasks and would see this one."""
    users = accounts.users_by_id({id for ids, _, _ in wanted for id in ids})
    about = {person_id for _, person_id, _ in wanted if person_id is not None}
    able: dict[int, Viewer] = {}
    seen: dict[int, set[int]] = {}
    for user in users.values():
        viewer = Viewer(user)
        if user.is_active and viewer.can("tasks:edit"):
            able[user.pk], seen[user.pk] = viewer, people.visible_ids(viewer, about)

    def takes(id: int, person_id: int | None, audience_id: int) -> bool:
        sees = id in able and audience_id in able[id].audience_ids
        return sees and (person_id is None or person_id in seen[id])

    return [
        next((id for id in ids if takes(id, person_id, audience_id)), None) for ids, person_id, audience_id in wanted
    ]


def require_taker(user_id: int, person_id: int | None, audience_id: int) -> None:
    if not can_take(user_id, person_id, audience_id):
        user = accounts.users_by_id([user_id]).get(user_id)
        name = user.name if user else _("This person")
        raise Invalid({"assignee": _("{name} could not see this task. Choose somebody else.").format(name=name)})
