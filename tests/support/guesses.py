"""Hypothesis judges what a test finds, never how long a busy machine took to find it.

The full check makes the same guesses every time, so that a change is judged by what it changes; by hand and in
`make fuzz` they are new ones.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "rapport",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("RAPPORT_CI") == "1",
)
settings.load_profile("rapport")
