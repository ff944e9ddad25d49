"""Reads broken mails for a while, in a process of its own: `python -m tests.fuzz.reading SEED SECONDS FILE`.

The mail at hand always lies in FILE, so that what kills the process or never ends is found there.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from pathlib import Path

from rapport.channels.email.inspection import told
from rapport.channels.email.parse import parse
from tests.fuzz.mutations import mutated, seeds

MAX_MEMORY = 3 * 1024**3  # of addresses; more ends in a MemoryError
MAX_GROWTH = 600 * 1024  # KiB that the peak may grow after the first mails
MAX_WORK = 20.0  # seconds of the processor for one mail; a guard against hanging, no measure of speed


def check(raw: bytes) -> None:
    """Read a mail all the way, or raise."""
    begun = time.process_time()
    incoming = parse(raw)
    assert "".join(piece.text for piece in incoming.pieces) == incoming.text, "pieces do not join to the text"
    written = json.dumps(told(incoming, raw), ensure_ascii=False)
    assert "\\u0000" not in written and "\x00" not in written, "a NUL is left"
    written.encode("utf-8")
    assert time.process_time() - begun < MAX_WORK, "too much work for one mail"


def read_broken_mails(seed: int, seconds: float, at_hand: Path) -> int:
    """Read for so long, the first mails unharmed; return how many were read."""
    mails = seeds()
    chance = random.Random(seed)
    for raw in mails:
        at_hand.write_bytes(raw)
        check(raw)
    settled = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        raw = mutated(chance, mails)
        at_hand.write_bytes(raw)
        check(raw)
        count += 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - settled < MAX_GROWTH, "memory grows"
    return count


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    sys.stdout.write(str(read_broken_mails(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]))))
