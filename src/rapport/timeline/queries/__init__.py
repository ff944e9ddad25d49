"""What may be read of a timeline; object and right come back together."""

from __future__ import annotations

from rapport.timeline.queries.pages import (
    Counts,
    Page,
    around,
    counts,
    down_to,
    fingerprint,
    last_seen,
    page,
)
from rapport.timeline.queries.rows import Filters
from rapport.timeline.queries.single import detail, file_for, open_seal, standing

__all__ = [
    "Counts",
    "Filters",
    "Page",
    "around",
    "counts",
    "detail",
    "down_to",
    "file_for",
    "fingerprint",
    "last_seen",
    "open_seal",
    "page",
    "standing",
]
