"""The background work of jobs."""

from __future__ import annotations

from rapport.jobs import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS = [Sweep("deadline reminders", services.remind_of_deadlines, every=600, lane=Lane.SLOW)]
