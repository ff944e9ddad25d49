"""The only writes of the timeline."""

from __future__ import annotations

from rapport.timeline.services.record import Entry, Part, record

__all__ = ["Entry", "Part", "record"]
