"""Mail to staff never waits behind anything else; the head of the chain goes once a day."""

from __future__ import annotations

from rapport.notices import services
from rapport.worker.sweep import Lane, Sweep

SWEEPS = [
    Sweep("staff_mail", services.deliver, every=2.0, lane=Lane.URGENT),
    Sweep("chain_head", services.mail_chain_head, every=600.0, lane=Lane.SLOW),
    Sweep("notice_mail", services.mail_notices, every=5.0, lane=Lane.URGENT),
]
