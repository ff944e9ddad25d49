"""Limits of the doors that stand open to the outside."""

from __future__ import annotations

from dataclasses import dataclass

MAX_CV = 10 * 1024 * 1024
MAX_BODY = MAX_CV + 256 * 1024  # the form around the file
WORDING = "agency-1"  # the version of the consent note; change it whenever the note's words change


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within so many seconds."""

    name: str
    most: int
    seconds: int


VISITS = Limit("visits", 120, 60)  # by address
SUBMISSIONS = Limit("submissions", 30, 3600)  # by link
