"""Backups as two files, words and keys, so that a destroyed key is destroyed in every old backup too (DESIGN 16)."""

from __future__ import annotations

from rapport.config.backup.make import Made, back_up
from rapport.config.backup.restore import Restored, restore

__all__ = ["Made", "Restored", "back_up", "restore"]
