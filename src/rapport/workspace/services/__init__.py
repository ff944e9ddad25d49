"""The only writes of the staff screens; each screen has a module of its own."""

from __future__ import annotations
