"""The only writes of the timeline."""

from __future__ import annotations

from rapport.timeline.services.audience import Visibility, audience_of, of_people, visibility_of, will_see
from rapport.timeline.services.drafts import drop_draft, keep_draft
from rapport.timeline.services.log import LogRequest, edit, log, remove, restore
from rapport.timeline.services.notes import (
    Calls,
    CannotSee,
    NoteRequest,
    comment,
    correct,
    mark_read,
    message,
    note,
    rewrite,
)
from rapport.timeline.services.record import Entry, Part, record, record_all
from rapport.timeline.services.reindex import reindex
from rapport.timeline.services.seen import seen
from rapport.timeline.services.visibility import pin, set_visibility

__all__ = [
    "Calls",
    "CannotSee",
    "Entry",
    "LogRequest",
    "NoteRequest",
    "Part",
    "Visibility",
    "audience_of",
    "comment",
    "correct",
    "drop_draft",
    "edit",
    "keep_draft",
    "log",
    "mark_read",
    "message",
    "note",
    "of_people",
    "pin",
    "record",
    "record_all",
    "reindex",
    "remove",
    "restore",
    "rewrite",
    "seen",
    "set_visibility",
    "visibility_of",
    "will_see",
]
