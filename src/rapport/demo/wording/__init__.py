"""What people write, situation by situation and language by language, with choices that a seeded hand makes."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from rapport.demo.wording import ar, de, en

Pool = Mapping[str, tuple[str, ...]]
POOLS: dict[str, Pool] = {"en": en.SAY, "de": de.SAY, "ar": ar.SAY}
_CHOICE = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(r"<(\w+)>")


def say(rng: random.Random, language: str, situation: str, **slots: str) -> str:
    """One way to say it: a text of the situation, its {choices|made} and its <slots> filled."""
    pool = POOLS.get(language, en.SAY)
    text = rng.choice(pool.get(situation) or en.SAY[situation])
    text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    return _SLOT.sub(lambda found: slots[found[1]], text)
