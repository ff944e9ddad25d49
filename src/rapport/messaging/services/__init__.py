"""The only writes of messaging."""

from __future__ import annotations

from rapport.messaging.services.drafts import discard_draft, drop_draft, keep_personal, save_draft, take_over
from rapport.messaging.services.edit import send_instead
from rapport.messaging.services.filing import file_new, understand
from rapport.messaging.services.inbound import keep_raw
from rapport.messaging.services.index_files import index_files
from rapport.messaging.services.intake import forget_old_intake
from rapport.messaging.services.outbox import answered, free_lapsed, send_due
from rapport.messaging.services.recall import (
    back_to_draft,
    changeable,
    recall,
    recall_all,
    release,
    reschedule,
    retry,
    settle_uncertain,
    undo,
)
from rapport.messaging.services.send import preview_decision, send
from rapport.messaging.services.stops import let_go, start, stop
from rapport.messaging.services.triage import give_to, new_person, not_a_candidate, put_back, try_again

__all__ = [
    "answered",
    "back_to_draft",
    "changeable",
    "discard_draft",
    "drop_draft",
    "file_new",
    "forget_old_intake",
    "free_lapsed",
    "give_to",
    "index_files",
    "keep_personal",
    "keep_raw",
    "let_go",
    "new_person",
    "not_a_candidate",
    "preview_decision",
    "put_back",
    "recall",
    "recall_all",
    "release",
    "reschedule",
    "retry",
    "save_draft",
    "send",
    "send_due",
    "send_instead",
    "settle_uncertain",
    "start",
    "stop",
    "take_over",
    "try_again",
    "understand",
    "undo",
]
