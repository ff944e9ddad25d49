"""A finger for the walks: the browser's own touch events, since Playwright's tap knows no holding and no moving."""

from __future__ import annotations

from typing import Any

STEPS = 12


class Finger:
    """One finger on a page; what it does arrives as a person's touch would."""

    def __init__(self, page: Any) -> None:
        self._session = page.context.new_cdp_session(page)
        self._at = (0.0, 0.0)

    def down(self, target: Any) -> None:
        """Lay the finger on the middle of an element and leave it there."""
        self._at = _middle(target)
        self._touch("touchStart")

    def to(self, target: Any) -> None:
        """Draw the finger to the upper part of an element."""
        (x, y), (goal_x, goal_y) = self._at, _middle(target, down=40)
        for step in range(1, STEPS + 1):
            self._at = (x + (goal_x - x) * step / STEPS, y + (goal_y - y) * step / STEPS)
            self._touch("touchMove")

    def by(self, x: float, y: float) -> None:
        """Draw the finger this far."""
        start = self._at
        for step in range(1, STEPS + 1):
            self._at = (start[0] + x * step / STEPS, start[1] + y * step / STEPS)
            self._touch("touchMove")

    def up(self) -> None:
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _touch(self, kind: str) -> None:
        point = {"x": self._at[0], "y": self._at[1]}
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})


def _middle(target: Any, down: float | None = None) -> tuple[float, float]:
    box = target.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + (box["height"] / 2 if down is None else down)
