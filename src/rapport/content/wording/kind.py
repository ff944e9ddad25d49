from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A built-in mail: its key, its purpose and, per language, subject and body (Liquid over small HTML)."""

    key: str
    name: str
    purpose: str
    words: Mapping[str, tuple[str, str]]
