"""Every test has a key ring and a files folder of its own."""

from __future__ import annotations

from rapport.vault.tests.conftest import home

__all__ = ["home"]
