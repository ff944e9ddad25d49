"""No bytes make the reader of mail raise, hang or grow: `make fuzz` reads for ten minutes, the check for one.

A mail that breaks it is kept in `kept/` under the name of its fingerprint and read first ever after.
"""

from __future__ import annotations

import hashlib
import os
import random
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.mutations import KEPT, mutated, seeds
from tests.fuzz.reading import check

# Half of the time is for reading alone, which is far quicker, half for the whole door.
SECONDS = float(os.environ.get("FUZZ_SECONDS") or (60 if os.environ.get("RAPPORT_CI") else 6)) / 2
SEED = int(os.environ.get("FUZZ_SEED") or (20261122 if os.environ.get("RAPPORT_CI") else secrets.randbits(32)))


def test_what_once_broke_the_reader_is_read():
    for one in sorted(KEPT.glob("*.eml")):
        check(one.read_bytes())


def test_in_17_broken_mails_are_read(tmp_path, capsys):
    at_hand = tmp_path / "mail"
    with capsys.disabled():
        sys.stdout.write(f"\nfuzz: FUZZ_SEED={SEED} for {SECONDS:.0f} s ")
        sys.stdout.flush()
    arguments = [sys.executable, "-m", "tests.fuzz.reading", str(SEED), str(SECONDS), str(at_hand)]
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=SECONDS + 180, cwd=KEPT.parents[2])
        failed = done.returncode != 0
        words = done.stderr[-3000:]
    except subprocess.TimeoutExpired:
        failed, words = True, "It hangs."
    if failed:
        kept = keep(at_hand.read_bytes())
        pytest.fail(f"FUZZ_SEED={SEED}; the mail is kept as {kept}\n{words}")
    assert int(done.stdout) > 0


def test_the_same_seed_breaks_the_same_way():

    mails = seeds()
    assert len(mails) >= 17
    one, two = ([mutated(random.Random(7), mails) for _ in range(20)] for _ in range(2))
    assert one == two


def keep(raw: bytes) -> Path:
    """Keep a mail that broke something, to be read first ever after."""
    kept = KEPT / f"{hashlib.sha256(raw).hexdigest()[:16]}.eml"
    kept.write_bytes(raw)
    return kept
