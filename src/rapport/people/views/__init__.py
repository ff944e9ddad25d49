"""The doors of people; each subject has a module of its own."""

from __future__ import annotations
