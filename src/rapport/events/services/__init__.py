"""The only writes of events: facts, ticks and the access log here; `sealing` and `reactions` are the worker's."""

from __future__ import annotations

from rapport.events.services.ledger import (
    forget_readings,
    log_access,
    note_reading,
    publish,
    publish_all,
    tick,
    ticks_together,
)
from rapport.events.services.reactions import react, retry
from rapport.events.services.sealing import seal

__all__ = [
    "forget_readings",
    "log_access",
    "note_reading",
    "publish",
    "publish_all",
    "react",
    "retry",
    "seal",
    "tick",
    "ticks_together",
]
