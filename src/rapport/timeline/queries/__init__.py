"""What may be read of a timeline; object and right come back together."""

from __future__ import annotations

from rapport.timeline.queries.choices import role_choices, suggested
from rapport.timeline.queries.drafts import Kept, draft_of
from rapport.timeline.queries.finding import Finding, Hit, find
from rapport.timeline.queries.mentions import MentionLine, files_of, mentions_of, unread_count
from rapport.timeline.queries.pages import (
    Counts,
    Page,
    Top,
    around,
    counts,
    down_to,
    fingerprint,
    last_seen,
    page,
    top,
)
from rapport.timeline.queries.rows import TABS, Filters, key_of
from rapport.timeline.queries.single import detail, file_for, open_seal, standing

__all__ = [
    "TABS",
    "Counts",
    "Filters",
    "Finding",
    "Hit",
    "Kept",
    "MentionLine",
    "Page",
    "Top",
    "around",
    "counts",
    "detail",
    "down_to",
    "draft_of",
    "file_for",
    "files_of",
    "find",
    "fingerprint",
    "key_of",
    "last_seen",
    "mentions_of",
    "open_seal",
    "page",
    "role_choices",
    "standing",
    "suggested",
    "top",
    "unread_count",
]
