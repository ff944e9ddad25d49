"""placeholder for the next slice"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cleared:
    rows: int


def clear() -> Cleared:
    return Cleared(0)
