"""Another mail in the place of one that has not left: the old one stands until the new one is queued."""

from __future__ import annotations

from django.db import transaction

from rapport.lib.actor import Actor
from rapport.messaging.domain import SendRequest
from rapport.messaging.models import Message
from rapport.messaging.services.recall import recall
from rapport.messaging.services.send import send
from rapport.tasks import services as tasks


def send_instead(actor: Actor, old: Message, request: SendRequest) -> Message:
    """Queue a mail in place of another; when that has left meanwhile, or the new one is refused, nothing changes."""
    with transaction.atomic():
        recall(actor, old.pk)
        tasks.answered(actor, [old.interaction_id])
        return send(actor, request)
