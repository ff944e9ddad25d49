"""Telling a worker that work is waiting, from any process on this machine.

A wake-up is a touched file under the home folder. It carries nothing and may be lost:
the worker looks by itself anyway, only later.
"""

from __future__ import annotations

import logging
import os
import time
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from rapport.worker.sweep import Lane

log = logging.getLogger(__name__)


def wake(lane: Lane | str) -> None:
    """Wake the lane once the current transaction has committed (at once outside of one)."""
    transaction.on_commit(partial(touch, Lane(lane)))


def touch(lane: Lane) -> None:
    path = _path(lane)
    now = time.time_ns()  # the kernel's own stamp is too coarse to tell two wake-ups apart
    try:
        path.touch(mode=0o600)
        os.utime(path, ns=(now, now))
    except OSError as error:
        log.warning("Could not wake the %s lane: %s.", lane, error.strerror)


def last_woken(lane: Lane) -> int:
    """A number that changes whenever the lane is woken."""
    try:
        return _path(lane).stat().st_mtime_ns
    except OSError:
        return 0


def _path(lane: Lane) -> Path:
    folder = Path(settings.HOME) / "wake"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / str(lane)
