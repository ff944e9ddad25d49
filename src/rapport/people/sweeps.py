"""What the worker does for people: look through everybody for those who may be one."""

from __future__ import annotations

from rapport.people import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS: tuple[Sweep, ...] = (Sweep("people.twins", services.sweep_twins, every=6 * 3600, lane=Lane.SLOW),)
