"""The whole script: who is written by hand, and everybody else."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime

from rapport.demo.domain import Persona, Script
from rapport.demo.stories import diana, founders, odd, threads


def script(now: datetime, *, seed: int, people: int) -> Script:
    """Everything that happened in eighteen months before `now`; the same words for the same seed and moment."""
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    told = founders.agencies(now)
    for tell in (diana.tell, *founders.HAND_WRITTEN, *odd.CASES):
        told.add(tell(now))
    told.personas = [_called(persona) for persona in told.personas]
    hand_made = sum(persona.kind == "candidate" for persona in told.personas)
    told.add(threads.crowd(rng, now, max(0, people - hand_made)))
    return told


def _called(persona: Persona) -> Persona:
    """With what to call them: the first of several names, where that is the given one."""
    given = persona.full_name.split()[0]
    return persona if persona.call_name or given == persona.full_name else replace(persona, call_name=given)
