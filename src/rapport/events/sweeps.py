"""The ledger's background work."""

from __future__ import annotations

from rapport.events import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS = [
    Sweep("reactions", services.react, every=1.0, lane=Lane.INBOUND),
    Sweep("seal_events", services.seal, every=5.0, lane=Lane.SLOW),
]
