"""Workers forked from a warmed parent: they come up in milliseconds and can be killed at any moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable

from django.db import connections


def fork(work: Callable[[], None]) -> int:
    """Start a worker that runs until it is killed; returns its process id.

    The child never touches a connection that the parent opened: on a shared socket each would read the other's answers,
    and a transaction that the child began would stay open in the parent's name after the kill.
    """
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        for connection in connections.all(initialized_only=True):
            connection.connection = None
            connection.in_atomic_block = False
            connection.savepoint_ids = []
        work()
    finally:
        os._exit(1)


def kill(pids: Iterable[int]) -> None:
    """End workers as a power cut would, and wait until they are gone."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
