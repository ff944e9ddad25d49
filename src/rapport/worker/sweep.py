"""What a sweep is. The list of all sweeps stands in `config/wiring.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    """One thread each: urgent mail never waits behind a bulk send, nor either behind slow upkeep."""

    URGENT = "urgent"
    INBOUND = "inbound"
    NORMAL = "normal"
    BULK = "bulk"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Looks for due work, does a bounded piece of it and returns how much it did; 0 lets it rest.

    Sweeps claim rows with a lease, so any number of workers may run the same sweep.
    """

    name: str
    run: Callable[[], int]
    every: float = 1.0  # seconds of rest when nothing was due
    lane: Lane = Lane.SLOW


def drain(sweeps: Iterable[Sweep], rounds: int = 100) -> int:
    """Run every sweep in this thread until none finds work; errors are the caller's. For tests and the demo."""
    listed = list(sweeps)
    total = 0
    for _round in range(rounds):
        done = sum(sweep.run() for sweep in listed)
        if not done:
            return total
        total += done
    raise RuntimeError(f"The sweeps still find work after {rounds} rounds.")
