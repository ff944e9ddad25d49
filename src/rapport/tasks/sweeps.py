"""The worker's door: reminders, each once."""

from __future__ import annotations

from rapport.tasks import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS = [Sweep("tasks.remind", services.remind, every=20, lane=Lane.SLOW)]
