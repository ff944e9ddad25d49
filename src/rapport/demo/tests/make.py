"""Givens for the demo's tests: a small demo made at a fixed moment, and everything it says as one list."""

from __future__ import annotations

from datetime import UTC, datetime

from rapport.demo.domain import Script
from rapport.demo.services import make
from rapport.demo.services.make import SEED
from rapport.demo.stories.script import script

NOW = datetime(2026, 11, 19, 16, 42, tzinfo=UTC)


def quiet(line: str) -> None:
    """Progress nobody reads."""


def small(people: int = 40) -> None:
    """The hand-written people and a few more."""
    make(quiet, now=NOW, people_count=people)


def told(people: int = 400, seed: int = SEED) -> Script:
    return script(NOW, seed=seed, people=people)
