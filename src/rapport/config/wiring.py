"""The product's whole choreography: who listens to which fact, which sweeps run, and where."""

from __future__ import annotations

from rapport.accounts.events import UserAccessChanged
from rapport.events import registry
from rapport.events import sweeps as event_sweeps
from rapport.jobs import moves
from rapport.jobs import services as jobs
from rapport.jobs import sweeps as job_sweeps
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.messaging import queries as messaging_queries
from rapport.messaging import reasons as messaging_reasons
from rapport.messaging import services as messaging
from rapport.messaging import sweeps as messaging_sweeps
from rapport.messaging.services import system as system_mail
from rapport.people import sweeps as people_sweeps
from rapport.web import errors
from rapport.worker.sweep import Sweep

SWEEPS: list[Sweep] = [
    *event_sweeps.SWEEPS,
    *people_sweeps.SWEEPS,
    *job_sweeps.SWEEPS,
    *messaging_sweeps.SWEEPS,
]


def connect() -> None:
    """Wire facts to their handlers: now in the same transaction, later by the worker at least once."""
    moves.connect(preview=system_mail.preview, keep=messaging.keep_personal, waiting=messaging_queries.waiting_for_us)
    errors.explain_with(messaging_reasons.reasons)
    registry.connect(
        now={
            UserAccessChanged: [jobs.regrant_all_jobs_for],
            ApplicationReceived: [system_mail.on_application_received],
            StageChanged: [system_mail.on_stage_changed],
        },
        later={},
    )
