"""The product's whole choreography: who listens to which fact, which sweeps run, and where."""

from __future__ import annotations

from rapport.accounts.events import UserAccessChanged
from rapport.events import registry
from rapport.jobs import services as jobs
from rapport.worker.sweep import Sweep

SWEEPS: list[Sweep] = []


def connect() -> None:
    """Wire facts to their handlers: now in the same transaction, later by the worker at least once."""
    registry.connect(
        now={
            UserAccessChanged: [jobs.regrant_all_jobs_for],
        },
        later={},
    )
