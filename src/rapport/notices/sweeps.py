"""Mail to staff never waits behind anything else."""

from __future__ import annotations

from rapport.notices import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS = [
    Sweep("staff_mail", services.deliver, every=2.0, lane=Lane.URGENT),
    Sweep("notice_mail", services.mail_notices, every=5.0, lane=Lane.URGENT),
]
