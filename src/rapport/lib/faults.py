"""Numbered places at which a test may stop the world: every commit and every edge to a socket of the send loop.

Nothing happens here unless a test arms a hook in its own process; no setting and no environment can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "before the claim",
    "after the claim",  # its commit is through: the rows are ours for a lease
    "words opened",  # the window is built, nothing is marked yet
    "marked, not committed",
    "marked and committed",  # durable before a byte leaves
    "before the window leaves",
    "after the window left",  # the answers are in memory alone
    "recorded, not committed",
    "recorded and committed",
    "given back",  # what did not fit into the time of a page is due again
)

_hook: Callable[[int, str], None] | None = None


def reached(point: str) -> None:
    """Tell an armed test that the work has come to this place."""
    if _hook is not None:
        _hook(POINTS.index(point), point)


def arm(hook: Callable[[int, str], None] | None) -> None:
    """Call this at every place from now on; None ends it."""
    global _hook
    _hook = hook
