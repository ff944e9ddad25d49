"""Saying that a conversation waits for nobody, and taking that back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound
from rapport.messaging.events import ConversationSettled
from rapport.messaging.models import Conversation
from rapport.people import queries as people
from rapport.timeline.models import Interaction


def settle(actor: Actor, conversation_id: int) -> Conversation:
    """The candidate's last words need no answer: the conversation waits for us no longer."""
    viewer = accounts.viewer_of(actor)
    with transaction.atomic():
        conversation = (
            Conversation.objects.select_for_update()
            .filter(pk=conversation_id, person__in=people.visible_to(viewer))
            .first()
        )
        if conversation is None:
            raise NotFound("There is no such conversation here.")
        unanswered = Interaction.objects.filter(
            message__conversation_id=conversation_id, direction="in", answered_at__isnull=True
        )
        if not unanswered.filter(audience_id__in=viewer.audience_ids, removed_at__isnull=True).exists():
            raise NotFound("There is no such conversation here.")
        accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.group_ids(conversation.person_id)))
        unanswered.update(answered_at=timezone.now())
        conversation.waiting_since = None
        conversation.save(update_fields=["waiting_since"])
        events.publish(actor, ConversationSettled(person_id=conversation.person_id, conversation_id=conversation_id))
        events.tick(f"person:{conversation.person_id}", f"user:{actor.id}")
    return conversation
