"""Telling open inboxes that somebody wrote, or was written to."""

from __future__ import annotations

from collections.abc import Sequence

from rapport.events import services as events
from rapport.events.registry import set_wise
from rapport.lib.actor import Actor
from rapport.messaging.events import MessageQueued, MessageReceived
from rapport.messaging.services.conversations import TOPIC


@set_wise
def on_messages(actor: Actor, facts: Sequence[MessageReceived | MessageQueued]) -> None:
    """Once for all of them; a page finds out by itself whether any is its reader's business."""
    events.tick(TOPIC)
