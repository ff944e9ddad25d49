"""Making the demo company, and taking it away again."""

from __future__ import annotations

from rapport.demo.services.clear import clear
from rapport.demo.services.clear_words import Gone
from rapport.demo.services.make import Made, make

__all__ = ["Gone", "Made", "clear", "make"]
