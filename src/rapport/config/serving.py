"""The processes of `rapport run`: started together, started again when one falls over, stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

STOP_WITHIN = 9.0  # a worker gets this long to finish the job in hand
STEADY_AFTER = 30.0  # a child that lived this long starts again without delay
LONGEST_PAUSE_FOR = 30.0


def rapport(*words: str) -> list[str]:
    return [sys.executable, "-m", "rapport", *words]


def web(host: str, port: int, workers: int) -> list[str]:
    """Granian as WSGI server; it kills requests that outlive the stop by itself."""
    return [
        *[sys.executable, "-m", "granian", "--interface", "wsgi"],
        *["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"],
        *["--no-ws", "--http", "1", "--log-level", "warning", "--workers-kill-timeout", "5"],
        *["--respawn-failed-workers", "rapport.config.wsgi:application"],
    ]


def environment(**values: str) -> dict[str, str]:
    """This process's environment for a child: importable from the source tree, plus the values."""
    source = str(Path(settings.SOURCE).parent)
    path = os.environ.get("PYTHONPATH", "")
    if source not in path.split(os.pathsep):
        path = os.pathsep.join(filter(None, [source, path]))
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
        **values,
    }


def stop_on_signals() -> threading.Event:
    """An event set by Ctrl-C and SIGTERM. Signals are set even when a shell made them ignored."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _tie_to_parent() -> None:
    """In the child: stop when the parent is killed outright (Linux)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)


@dataclass(slots=True)
class Child:
    name: str
    argv: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    start_at: float = 0.0

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


@dataclass(slots=True)
class Group:
    """Supervises the children; `say` tells the person at the terminal."""

    children: list[Child]
    env: Mapping[str, str]
    say: Callable[[str], object]
    clock: Callable[[], float] = field(default=time.monotonic)

    def start(self) -> None:
        for child in self.children:
            self._start(child)

    def tend(self) -> None:
        """Look once at every child: note those that fell over, start those whose pause is over."""
        now = self.clock()
        for child in self.children:
            if child.has_ended():
                assert child.process is not None
                child.falls = 1 if now - child.started > STEADY_AFTER else child.falls + 1
                pause = min(2.0 ** (child.falls - 1), LONGEST_PAUSE_FOR)
                child.start_at = now + pause
                code = child.process.returncode
                child.process = None
                self.say(f"The {child.name} stopped by itself ({_reason(code)}); starting it again in {pause:g} s.")
            elif child.process is None and now >= child.start_at:
                self._start(child)

    def stop(self) -> None:
        """Ask all to finish, and end those that do not within a few seconds."""
        running = [child for child in self.children if child.process is not None and not child.has_ended()]
        for child in running:
            assert child.process is not None
            child.process.terminate()
        until = time.monotonic() + STOP_WITHIN
        for child in running:
            assert child.process is not None
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The {child.name} did not stop in time and was ended.")
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()

    def _start(self, child: Child) -> None:
        child.started = self.clock()
        child.process = _spawn(child.argv, self.env)


def run_to_end(argv: list[str], env: Mapping[str, str], stopping: threading.Event) -> int:
    """Run one command and return its exit code; a stop meanwhile ends it."""
    process = _spawn(argv, env)
    while process.poll() is None:
        if stopping.wait(0.05):
            process.terminate()
            process.wait()
    return process.returncode


def _spawn(argv: list[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Each child leads a group of its own, so that Ctrl-C reaches the parent alone, which stops them in order:
    Granian's workers, signalled from two sides at once, hang.
    """
    return subprocess.Popen(argv, env=dict(env), stdin=subprocess.DEVNULL, preexec_fn=_tie_to_parent, process_group=0)


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {signal.Signals(-code).name}"
