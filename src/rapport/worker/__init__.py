"""Runs sweeps: what is due is found in the rows themselves, so a lost wake-up only costs a moment."""

from __future__ import annotations

from rapport.worker.sweep import Lane, Sweep
from rapport.worker.waking import wake

__all__ = ["Lane", "Sweep", "wake"]
