"""Rapport, a self-hosted candidate communications hub."""

__version__ = "0.1.0"
