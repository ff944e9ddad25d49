"""Rapport, a self-hosted candidate communications hub."""

from __future__ import annotations

__version__ = "0.1.0"
