"""The worker's door: what nobody looked at in time."""

from __future__ import annotations

from rapport.worker.sweep import Lane, Sweep
from rapport.workspace.services import escalation

SWEEPS = [Sweep("workspace.escalate", escalation.escalate, every=60, lane=Lane.SLOW)]
