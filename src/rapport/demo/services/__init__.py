"""Making the demo company, and taking it away again."""

from __future__ import annotations

from rapport.demo.services.clear import Cleared, clear
from rapport.demo.services.make import Made, make

__all__ = ["Cleared", "Made", "clear", "make"]
