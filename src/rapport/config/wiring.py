"""The product's whole choreography: who listens to which fact, which sweeps run, and where."""

from __future__ import annotations

from rapport.accounts.events import UserAccessChanged
from rapport.config import staff_notices
from rapport.consent.events import ConsentChanged
from rapport.events import registry
from rapport.events import sweeps as event_sweeps
from rapport.jobs import moves
from rapport.jobs import services as jobs
from rapport.jobs import sweeps as job_sweeps
from rapport.jobs.events import ApplicationReceived, JobEdited, StageChanged
from rapport.messaging import queries as messaging_queries
from rapport.messaging import reasons as messaging_reasons
from rapport.messaging import services as messaging
from rapport.messaging import sweeps as messaging_sweeps
from rapport.messaging.events import ConversationSettled, DeliveryChanged, MessageQueued, MessageReceived
from rapport.messaging.queries import sending
from rapport.messaging.services import system as system_mail
from rapport.notices import sweeps as notice_sweeps
from rapport.notices.services.deliver import stop_while
from rapport.people import events as people_events
from rapport.people import sweeps as people_sweeps
from rapport.people.services import erase
from rapport.sandbox import services as sandbox
from rapport.tasks import sweeps as task_sweeps
from rapport.tasks.events import TaskAdded, TaskDone
from rapport.timeline.events import (
    InteractionEdited,
    InteractionLogged,
    InteractionRemoved,
    InteractionRestored,
    VisibilityChanged,
)
from rapport.timeline.services import from_facts as timeline
from rapport.web import errors
from rapport.worker.sweep import Sweep
from rapport.workspace import sweeps as workspace_sweeps
from rapport.workspace.services import called, follow_ups, inbox, task_lines, touching

Wiring = dict[type, list[registry.Handler]]

SWEEPS: list[Sweep] = [
    *event_sweeps.SWEEPS,
    *notice_sweeps.SWEEPS,
    *people_sweeps.SWEEPS,
    *job_sweeps.SWEEPS,
    *messaging_sweeps.SWEEPS,
    *task_sweeps.SWEEPS,
    *workspace_sweeps.SWEEPS,
]


def connect() -> None:
    """Wire facts to their handlers: now in the same transaction, later by the worker at least once."""
    moves.connect(preview=system_mail.preview, keep=messaging.keep_personal, waiting=messaging_queries.waiting_for_us)
    errors.explain_with(messaging_reasons.reasons)
    stop_while(sending.is_all_stopped)
    staff_notices.lend_names()
    erase.connect([jobs.forget_answers, sandbox.forget_mailboxes])
    registry.connect(
        now={
            UserAccessChanged: [jobs.regrant_all_jobs_for],
            ApplicationReceived: [
                timeline.application_received,
                system_mail.on_application_received,
                touching.applied,
            ],
            StageChanged: [timeline.stage_changed, system_mail.on_stage_changed],
            ConsentChanged: [timeline.consent_changed],
            TaskAdded: [task_lines.task_added],
            TaskDone: [task_lines.task_done],
            people_events.PersonEdited: [timeline.person_edited],
            people_events.ContactPointAdded: [timeline.contact_point_added],
            people_events.ContactPointRemoved: [timeline.contact_point_removed],
            people_events.ContactPointHealthChanged: [timeline.contact_point_health_changed],
            people_events.PeopleMerged: [timeline.people_merged, touching.merged],
            people_events.PeopleUnmerged: [timeline.people_unmerged, touching.merged],
            JobEdited: [touching.opened_or_closed],
            InteractionLogged: [touching.touched, called.logged],
            InteractionEdited: [touching.changed],
            InteractionRemoved: [touching.changed, called.taken_away],
            InteractionRestored: [touching.changed, called.brought_back],
            VisibilityChanged: [touching.changed],
            MessageReceived: [
                follow_ups.on_messages_received,
                touching.touched,
                messaging.answered,
                inbox.on_messages,
            ],
            MessageQueued: [follow_ups.on_message_queued, touching.touched, inbox.on_messages],
            ConversationSettled: [follow_ups.on_conversation_settled],
            DeliveryChanged: [follow_ups.on_delivery_changed, touching.left],
        },
        later=both(
            staff_notices.LATER,
            {MessageReceived: [messaging.index_files], MessageQueued: [messaging.index_files]},
        ),
    )


def both(one: Wiring, other: Wiring) -> Wiring:
    """Two lists of listeners as one; the first one's come first."""
    return {fact: [*one.get(fact, ()), *other.get(fact, ())] for fact in {**one, **other}}
