"""What a process that answers requests does once, when everything is loaded."""

from __future__ import annotations

import gc


def settle_down() -> None:
    """Keep the collector from walking all that stays loaded, again and again, in the middle of pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
