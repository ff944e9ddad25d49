"""Every test has a key ring and a files folder of its own, and a world beyond the port that records what leaves."""

from __future__ import annotations

from rapport.messaging.tests.conftest import outside
from rapport.vault.tests.conftest import home

__all__ = ["home", "outside"]
