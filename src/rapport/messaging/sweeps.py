"""The worker's door: what leaves, what came in, and what a dead worker left behind."""

from __future__ import annotations

from rapport.messaging import services
from rapport.messaging.services.folder import look_into_folder
from rapport.vault import files
from rapport.worker.sweep import Lane, Sweep


def send_urgent() -> int:
    return services.send_due(("urgent",))


def send_normal() -> int:
    return services.send_due(("normal",))


def send_bulk() -> int:
    return services.send_due(("bulk",))


SWEEPS = [
    Sweep("messaging.send_urgent", send_urgent, every=0.5, lane=Lane.URGENT),
    Sweep("messaging.send", send_normal, every=0.5, lane=Lane.NORMAL),
    Sweep("messaging.send_bulk", send_bulk, every=0.5, lane=Lane.BULK),
    Sweep("messaging.let_go", services.let_go, every=5, lane=Lane.SLOW),
    Sweep("messaging.file_new", services.file_new, every=0.5, lane=Lane.INBOUND),
    Sweep("messaging.look_into_folder", look_into_folder, every=2, lane=Lane.SLOW),
    Sweep("messaging.free_lapsed", services.free_lapsed, every=15, lane=Lane.SLOW),
    Sweep("messaging.forget_old_intake", services.forget_old_intake, every=6 * 3600, lane=Lane.SLOW),
    Sweep("vault.forget_orphaned_files", files.sweep, every=6 * 3600, lane=Lane.SLOW),
]
