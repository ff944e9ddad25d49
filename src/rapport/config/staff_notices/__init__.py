"""Which facts staff hear of. Part of the wiring: it alone knows the rooms on both sides.

Every handler runs later, by the worker, so that nobody waits for a notice while they save.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rapport.accounts import holdings
from rapport.accounts import queries as accounts
from rapport.config.staff_notices import queries
from rapport.events import telling
from rapport.events.registry import Handler, only_when
from rapport.jobs.events import ApplicationReceived, DeadlineNear, StageChanged
from rapport.lib.actor import Actor
from rapport.messaging.events import DeliveryChanged, MessageReceived, SendingStopped
from rapport.notices import queries as notice_queries
from rapport.notices import services as notices
from rapport.notices.kinds import link
from rapport.people import queries as people
from rapport.people.events import TwinsFound
from rapport.tasks.events import TaskAssigned, TaskDue
from rapport.timeline.events import InteractionLogged, Mentioned, NoteWritten


def lend_names() -> None:
    """Give the audit log and the notices the names of people and jobs, and keep one's own record out of both."""
    telling.name_by("person", queries.names_of_people)
    telling.name_by("job", queries.titles_of_jobs)
    telling.name_by("agency", queries.names_of_agencies)
    telling.seen_by("person", queries.people_named_to)
    telling.seen_by("job", queries.jobs_named_to)
    telling.seen_by("agency", lambda viewer, ids: list(ids) if viewer.can("agencies:read") else [])
    telling.link_by("person", lambda id: reverse("person", args=[id]))
    telling.link_by("job", lambda id: reverse("job", args=[id]))
    telling.hide_people(people.own_rows)
    notice_queries.narrow_by("duplicate_found", lambda viewer: people.twins_of(viewer).order_by().values("pk"))
    holdings.add(_("Jobs they own"), queries.jobs_held, lambda id: f"{reverse('jobs')}?owner={id}")
    holdings.add(_("People they look after"), queries.people_held, lambda id: f"{link('people')}?owner={id}")
    holdings.add(_("Open tasks"), queries.tasks_held, lambda id: f"{reverse('tasks')}?assignee={id}")


def _who(actor: Actor) -> dict[str, int]:
    return {"who_id": actor.id} if actor.is_user else {}


def on_message_received(actor: Actor, fact: MessageReceived) -> None:
    line = queries.line(fact.interaction_id)
    if line is None or fact.is_automatic:
        return
    notices.notify(
        queries.keepers(fact.person_id) | queries.followers(fact.person_id),
        "reply_received",
        ref_kind="item",
        ref_id=fact.interaction_id,
        person_id=fact.person_id,
        audience_id=line.audience_id,
        is_demo=line.is_demo,
    )


def _trouble(fact: DeliveryChanged) -> str:
    if fact.outcome == "bounced":
        return "send_failed"
    return {"failed": "send_failed", "uncertain": "send_uncertain"}.get(fact.state, "")


@only_when(lambda fact: bool(_trouble(fact)))
def on_delivery_changed(actor: Actor, fact: DeliveryChanged) -> None:
    """Tell the sender; a mail that was simply accepted queues no work at all."""
    kind = _trouble(fact)
    interaction_id = queries.item_of_message(fact.message_id) if kind else None
    line = queries.line(interaction_id) if interaction_id is not None else None
    if line is None:
        return
    notices.notify(
        [line.user_id],
        kind,
        ref_kind="item",
        ref_id=interaction_id,
        person_id=fact.person_id,
        audience_id=line.audience_id,
        is_demo=line.is_demo,
    )


@only_when(lambda fact: fact.cause != "person")
def on_sending_stopped(actor: Actor, fact: SendingStopped) -> None:
    """Tell those who can start it again that something stopped by itself."""
    notices.notify(
        [user.pk for user in accounts.users_with("settings:edit")],
        "sending_stopped",
        ref_kind="stop",
        ref_id=fact.stop_id,
    )


def on_mentioned(actor: Actor, fact: Mentioned) -> None:
    line = queries.line(fact.interaction_id)
    if line is None:
        return
    notices.notify(
        fact.user_ids,
        "internal_message" if line.kind == "internal" else "mentioned",
        ref_kind="item",
        ref_id=fact.interaction_id,
        person_id=fact.person_id,
        audience_id=line.audience_id,
        params=_who(actor),
        by=actor,
        is_demo=line.is_demo,
    )


def on_item(actor: Actor, fact: InteractionLogged | NoteWritten) -> None:
    """Something new stands on the timeline of somebody whom members follow."""
    line = queries.line(fact.interaction_id)
    if line is None:
        return
    notices.notify(
        queries.followers(fact.person_id),
        "person_followed_activity",
        ref_kind="item",
        ref_id=fact.interaction_id,
        person_id=fact.person_id,
        audience_id=line.audience_id,
        by=actor,
        is_demo=line.is_demo,
    )


def on_stage_changed(actor: Actor, fact: StageChanged) -> None:
    notices.notify(
        queries.followers(fact.person_id),
        "person_followed_activity",
        ref_kind="application",
        ref_id=fact.application_id,
        person_id=fact.person_id,
        audience_id=queries.audience_of_job(fact.job_id),
        by=actor,
    )


def on_application_received(actor: Actor, fact: ApplicationReceived) -> None:
    notices.notify(
        queries.recruiters(fact.job_id),
        "application_received",
        ref_kind="application",
        ref_id=fact.application_id,
        person_id=fact.person_id,
        audience_id=queries.audience_of_job(fact.job_id),
        params={"job_id": fact.job_id},
        by=actor,
    )


def on_twins_found(actor: Actor, fact: TwinsFound) -> None:
    """Whoever looks after one of the two and may see and merge both; others learn nothing, not even that there are."""
    notices.notify(
        queries.who_may_compare(fact.twins_id, [fact.person_id, fact.other_id]),
        "duplicate_found",
        ref_kind="twins",
        ref_id=fact.twins_id,
        person_id=fact.person_id,
        params={"other_id": fact.other_id},
        by=actor,
        is_demo=queries.is_demo(fact.person_id),
    )


def on_deadline_near(actor: Actor, fact: DeadlineNear) -> None:
    notices.notify(
        [fact.owner_id],
        "deadline_near",
        ref_kind="job",
        ref_id=fact.job_id,
        audience_id=queries.audience_of_job(fact.job_id),
        params={"job_id": fact.job_id},
    )


def on_task_assigned(actor: Actor, fact: TaskAssigned) -> None:
    _task(fact, "task_assigned", params=_who(actor), by=actor)


def on_task_due(actor: Actor, fact: TaskDue) -> None:
    _task(fact, "task_due")


def _task(fact: TaskAssigned | TaskDue, kind: str, **more: Any) -> None:
    audience_id = queries.audience_of_task(fact.task_id)
    if audience_id is None:
        return
    notices.notify(
        [fact.assignee_id],
        kind,
        ref_kind="task",
        ref_id=fact.task_id,
        person_id=fact.person_id,
        audience_id=audience_id,
        **more,
    )


LATER: dict[type, list[Handler]] = {
    MessageReceived: [on_message_received],
    DeliveryChanged: [on_delivery_changed],
    SendingStopped: [on_sending_stopped],
    Mentioned: [on_mentioned],
    InteractionLogged: [on_item],
    NoteWritten: [on_item],
    StageChanged: [on_stage_changed],
    ApplicationReceived: [on_application_received],
    DeadlineNear: [on_deadline_near],
    TwinsFound: [on_twins_found],
    TaskAssigned: [on_task_assigned],
    TaskDue: [on_task_due],
}
