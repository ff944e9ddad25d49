"""A guard against hanging: hostile input may cost a bounded amount of processor time, however slow the machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

ENOUGH = 30.0  # seconds of CPU, many times what linear work needs here and a fraction of what quadratic work would


@contextmanager
def bounded_work() -> Iterator[None]:
    """Fail if the block used more processor time than linear work on any test's input can."""
    begun = time.process_time()
    yield
    used = time.process_time() - begun
    assert used < ENOUGH, f"{used:.0f} s of processor time"
