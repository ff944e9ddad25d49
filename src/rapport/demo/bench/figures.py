"""Measuring, and saying what was measured: a figure, its named reference, the ratio, and whether a goal is met."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Times:
    """What some rounds of one thing took, in milliseconds of CPU and of the clock on the wall."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def of(self, act: Callable[[], Any]) -> Any:
        cpu, wall = time.process_time(), time.perf_counter()
        answer = act()
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)
        return answer

    @property
    def work(self) -> float:
        """The median of the CPU time."""
        return statistics.median(self.cpu)

    def part(self, share: float) -> float:
        """The time on the wall that this share of the rounds stayed below."""
        return part(self.wall, share)


def part(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def rounds(acts: dict[str, Callable[[], Any]], times: int, *, warm: int = 3) -> dict[str, Times]:
    """Do each of these in turn, round by round, so that whatever disturbs the machine disturbs all alike."""
    found = {name: Times() for name in acts}
    for number in range(warm + times):
        for name, act in acts.items():
            if number < warm:
                act()
            else:
                found[name].of(act)
    return found


def line(what: str, figure: float, unit: str, reference: str, beside: float, *, goal: float | None = None) -> None:
    """One line: the figure, its reference from the same run, their ratio; with a goal also PASS or MISS."""
    ratio = f"{figure / beside:6.2f}×" if beside else "      –"
    mark = "" if goal is None else f"  {'PASS' if figure <= goal else 'MISS'} (at most {goal:g} {unit})"
    told = f"{what:<58}{figure:>9.2f} {unit:<7} {ratio} of {reference}: {beside:.2f} {unit}{mark}"
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()
