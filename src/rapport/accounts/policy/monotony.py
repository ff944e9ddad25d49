"""Passwords that are long and still guessed at once: one piece over and over, or a run along the alphabet."""

from __future__ import annotations

from itertools import pairwise

RUN = 0.6  # of all steps; "abcdefgh2026" is one, a sentence is not


def is_monotonous(password: str) -> bool:
    """Whether the password repeats one piece, or mostly goes up or down one letter or digit at a time."""
    text = password.casefold()
    if len(text) < 2:
        return True
    if text in (text + text)[1:-1]:
        return True
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    return max(sum(step == way for step in steps) for way in (-1, 0, 1)) >= RUN * len(steps)
