"""A call that was a task: logging it does the task, and taking the log away gives the task back.

Timeline and tasks are strangers, so they meet here, in the transaction of what was logged.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from rapport.people import queries as people
from rapport.tasks import services as tasks
from rapport.tasks.models import Task
from rapport.timeline.events import InteractionLogged, InteractionRemoved, InteractionRestored
from rapport.timeline.models import Interaction


def logged(actor: Actor, fact: InteractionLogged) -> None:
    """Do the task that the communication was written for; whoever may not is told so, and nothing is written."""
    if fact.task_id is None:
        return
    try:
        tasks.done(actor, _task(fact).pk)
    except (NotFound, NotAllowed) as error:
        raise Invalid(
            {"task": _("That task is not yours to close any more. Clear its box to log this alone.")}
        ) from error


def brought_back(actor: Actor, fact: InteractionRestored) -> None:
    """Do the task once more, as far as one still may."""
    if fact.task_id is None:
        return
    try:
        tasks.done(actor, _task(fact).pk)
    except (NotFound, NotAllowed):
        return


def taken_away(actor: Actor, fact: InteractionRemoved) -> None:
    """Open the task again; one that was done before the log, or has a newer one in its place, stays closed."""
    if fact.task_id is None:
        return
    try:
        task = _task(fact)
        written_at = Interaction.objects.values_list("recorded_at", flat=True).get(pk=fact.interaction_id)
        if task.done_at is not None and task.done_at >= written_at:
            tasks.reopen(actor, task.pk)
    except (NotFound, NotAllowed, Conflict):
        return


def _task(fact: InteractionLogged | InteractionRemoved | InteractionRestored) -> Task:
    """The task, when it is about this very person: a number from elsewhere closes nothing."""
    task = Task.objects.filter(pk=fact.task_id or 0, person_id__in=people.group_ids(fact.person_id)).first()
    if task is None:
        raise NotFound("There is no such task about them.")
    return task
