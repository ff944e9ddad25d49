"""How often one member of staff may ask (SEC-15); counted in the shared cache, so it holds over all processes."""

from __future__ import annotations

import time

from django.core.cache import cache

SEARCHES = ("search", 60)  # a minute
PALETTE = ("palette", 240)


def is_over(user_id: int, limit: tuple[str, int]) -> bool:
    """Count one more; True when this minute's share is used up."""
    name, most = limit
    key = f"limit:{name}:{user_id}:{int(time.time() // 60)}"
    if cache.add(key, 1, timeout=90):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # it lapsed between our two looks
        return False
