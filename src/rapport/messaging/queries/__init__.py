"""The only reads of messaging."""

from __future__ import annotations

from rapport.messaging.queries.messages import (
    Upcoming,
    delivery,
    envelope,
    explained,
    fates,
    in_triage,
    known_by_ids,
    newest_inbound,
    opened,
    opened_raw,
    raw_bytes,
    raw_of_message,
    triage_count,
    troubled,
    unanswered,
    upcoming,
    visible_message,
    waiting_for_us,
    waiting_in_triage,
)

__all__ = [
    "Upcoming",
    "delivery",
    "envelope",
    "explained",
    "fates",
    "known_by_ids",
    "newest_inbound",
    "opened",
    "opened_raw",
    "raw_bytes",
    "raw_of_message",
    "in_triage",
    "triage_count",
    "troubled",
    "unanswered",
    "upcoming",
    "visible_message",
    "waiting_for_us",
    "waiting_in_triage",
]
