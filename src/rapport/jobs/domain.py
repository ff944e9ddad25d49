"""Pure values of jobs: which kinds close, names per language, days in a stage, words no reason may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

CLOSING = frozenset({"hired", "rejected", "withdrawn"})

# Why a status mail was withheld; the code is kept with the move and counted.
WITHHELD = ("by_phone", "in_person", "own_words", "internal", "too_early", "other")

# A reason for closing names the job, never the person (US-13): the protected traits, by how people write them.
_TRAITS = re.compile(
    r"\b(age|too old|too young|pregnan\w*|gender|race|ethnic\w*|religio\w*|disab\w*|nationality|marital|sexual\w*|"
    r"alter|zu alt|zu jung|schwanger\w*|geschlecht\w*|herkunft|rasse|ethnisch\w*|behinder\w*|staatsangehörigkeit|"
    r"familienstand|sexuell\w*)\b",
    re.IGNORECASE,
)


def told(names: Mapping[str, str], language: str, fallback: str = "") -> str:
    """A name in the reader's language, else in English, else in any, else the fallback."""
    short = language.split("-")[0]
    return names.get(language) or names.get(short) or names.get("en") or next(filter(None, names.values()), fallback)


def days_between(since: datetime, now: datetime) -> int:
    """Whole days that have passed, never fewer than none."""
    return max(0, (now - since).days)


def protected_trait(text: str) -> str:
    """The first word in a text that names a protected trait, or nothing."""
    found = _TRAITS.search(text)
    return found.group() if found else ""


def neighbour(stage_ids: list[int], current: int, step: int) -> int | None:
    """The stage so many places further, or None at either end."""
    place = stage_ids.index(current) + step
    return stage_ids[place] if 0 <= place < len(stage_ids) else None
