"""Hypothesis judges what a test finds, never how long a busy machine took to find it."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("rapport", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rapport")
