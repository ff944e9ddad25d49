"""The in-process loop: one thread a lane, each running its sweeps as they fall due.

This is one of the two places in the house that catch every exception: a sweep that fails is
logged, written into its row, and tried again later and later, while all others go on.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import close_old_connections, connections
from django.utils import timezone

from rapport.worker import services
from rapport.worker.sweep import Lane, Sweep
from rapport.worker.waking import last_woken

log = logging.getLogger(__name__)

POLL_FOR = 0.1  # how late a wake-up may be noticed
LONGEST_BACK_OFF_FOR = 300.0
NOTE_EVERY = 5.0  # rows of busy sweeps; a row for each run would keep the database writing
NOTE_IDLE_EVERY = 30.0


@dataclass(slots=True)
class Turn:
    """One sweep's place in its lane: when it is due and what has not been written down yet."""

    sweep: Sweep
    due: float = 0.0
    failures: int = 0
    done: int = 0
    noted: float | None = None
    started_at: datetime = field(default_factory=timezone.now)

    def fail(self, now: float) -> None:
        self.failures += 1
        self.due = now + min(max(self.sweep.every, 1.0) * 2 ** min(self.failures - 1, 20), LONGEST_BACK_OFF_FOR)


class Loop:
    """Runs sweeps until told to stop; the job in hand is always finished."""

    def __init__(self, sweeps: Iterable[Sweep], clock: Callable[[], float] = time.monotonic) -> None:
        listed = list(sweeps)
        names = [sweep.name for sweep in listed]
        if len(set(names)) != len(names):
            raise ValueError(f"Two sweeps share a name: {sorted(n for n in names if names.count(n) > 1)[0]}.")
        self._lanes = {lane: [Turn(s) for s in listed if s.lane == lane] for lane in Lane}
        self._clock = clock
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for lane, turns in self._lanes.items():
            if turns:
                thread = threading.Thread(target=self._run_lane, args=(lane, turns), name=f"lane-{lane}", daemon=True)
                thread.start()
                self._threads.append(thread)

    def ask_to_stop(self) -> None:
        self._stopping.set()

    def join(self, within: float) -> list[str]:
        """Wait for the jobs in hand; return the lanes that are still busy after that time."""
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return [thread.name for thread in self._threads if thread.is_alive()]

    def _run_lane(self, lane: Lane, turns: list[Turn]) -> None:
        woken = last_woken(lane)
        try:
            while not self._stopping.is_set():
                latest = last_woken(lane)
                if latest != woken:
                    woken = latest
                    for turn in turns:
                        if not turn.failures:  # a failing sweep keeps its back-off, or one bad row would spin the lane
                            turn.due = 0.0
                now = self._clock()
                ready = [turn for turn in turns if turn.due <= now]
                for turn in ready:
                    if not self._stopping.is_set():
                        self._take(turn)
                if not ready:
                    nearest = min(turn.due for turn in turns) - now
                    self._stopping.wait(min(POLL_FOR, max(nearest, 0.01)))
            for turn in turns:
                if turn.done:
                    self._note(turn)
        finally:
            connections.close_all()

    def _take(self, turn: Turn) -> None:
        turn.started_at = timezone.now()
        close_old_connections()
        try:
            done = turn.sweep.run()
        except Exception as error:  # noqa: BLE001 - the sweep loop is where background errors end
            log.exception("The sweep %s failed.", turn.sweep.name)
            turn.fail(self._clock())
            self._note(turn, "".join(traceback.format_exception(error)))
            close_old_connections()
            return
        now = self._clock()
        recovered = turn.failures > 0
        turn.failures = 0
        turn.done += done
        turn.due = now if done else now + turn.sweep.every
        pause = NOTE_EVERY if turn.done else NOTE_IDLE_EVERY
        if recovered or turn.noted is None or now - turn.noted >= pause:
            self._note(turn)

    def _note(self, turn: Turn, error: str = "") -> None:
        """Write the row; when even that fails (no disk, no database), the log has to do."""
        try:
            services.note(services.Outcome(turn.sweep.name, turn.started_at, turn.done, error))
        except Exception:  # noqa: BLE001 - see above
            log.exception("Could not write down how the sweep %s fared.", turn.sweep.name)
            return
        turn.done = 0
        turn.noted = self._clock()
