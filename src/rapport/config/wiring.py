"""The product's whole choreography: who listens to which fact, which sweeps run, and where."""

from __future__ import annotations

from rapport.accounts.events import UserAccessChanged
from rapport.events import registry
from rapport.jobs import services as jobs
from rapport.jobs.events import ApplicationReceived, StageChanged
from rapport.messaging import sweeps as messaging_sweeps
from rapport.messaging.services import system as system_mail
from rapport.worker.sweep import Sweep

SWEEPS: list[Sweep] = [
    *messaging_sweeps.SWEEPS,
]


def connect() -> None:
    """Wire facts to their handlers: now in the same transaction, later by the worker at least once."""
    registry.connect(
        now={
            UserAccessChanged: [jobs.regrant_all_jobs_for],
            ApplicationReceived: [system_mail.on_application_received],
            StageChanged: [system_mail.on_stage_changed],
        },
        later={},
    )
