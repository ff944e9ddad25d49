"""Whose a conversation is, whether it waits, and until when it is out of sight."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.lib.actor import user as actor_of
from rapport.lib.errors import Invalid, NotFound
from rapport.messaging.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationReopened,
    ConversationSettled,
    ConversationSnoozed,
)
from rapport.messaging.models import Conversation, ConversationSeen
from rapport.messaging.queries import conversations as queries
from rapport.people import queries as people
from rapport.timeline.models import Interaction

TOPIC = "inbox"


def settle(actor: Actor, conversation_id: int) -> Conversation:
    """The candidate's last words need no answer: the conversation waits for us no longer."""
    with transaction.atomic():
        row = _held(actor, conversation_id)
        if not _answer(actor, row, timezone.now()):
            raise NotFound("There is no such conversation here.")
        row.save(update_fields=["waiting_since"])
        _told(actor, row, ConversationSettled(person_id=row.person_id, conversation_id=row.pk))
    return row


def close(actor: Actor, conversation_id: int) -> Conversation:
    """Nothing is left to do here until the candidate writes again; what nobody answered needs no answer.

    Words that the actor may not read go on waiting for those who may.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _held(actor, conversation_id)
        if _answer(actor, row, now):
            events.publish(actor, ConversationSettled(person_id=row.person_id, conversation_id=row.pk))
        if row.waiting_since is None:
            row.state, row.done_at = Conversation.State.DONE, now
            row.snoozed_until, row.sleeps_until_reply = None, False
        row.save()
        _told(actor, row, ConversationClosed(person_id=row.person_id, conversation_id=row.pk))
    return row


def reopen(actor: Actor, conversation_id: int) -> Conversation:
    """Take `close` back: what was called answered by it waits again."""
    with transaction.atomic():
        row = _held(actor, conversation_id)
        if row.state == Conversation.State.DONE:
            settled = Interaction.objects.filter(
                message__conversation_id=row.pk, direction="in", answered_at=row.done_at, answered_at__isnull=False
            )
            row.waiting_since = settled.aggregate(first=Min("occurred_at"))["first"]
            settled.update(answered_at=None)
            row.state, row.done_at = Conversation.State.OPEN, None
            row.save()
            _told(actor, row, ConversationReopened(person_id=row.person_id, conversation_id=row.pk))
    return row


def assign(actor: Actor, conversation_id: int, user_id: int | None) -> Conversation:
    """Give a conversation to a colleague who may read it and may write, or to nobody."""
    with transaction.atomic():
        row = _held(actor, conversation_id)
        if user_id is not None and not _can_take(user_id, row.pk):
            raise Invalid({"user": _("They could not read or answer this conversation.")})
        before, row.assignee_id = row.assignee_id, user_id
        if before != user_id:
            row.save(update_fields=["assignee"])
            fact = ConversationAssigned(person_id=row.person_id, conversation_id=row.pk, assignee_id=user_id)
            _told(actor, row, fact, *(f"user:{id}" for id in (before, user_id) if id))
    return row


def snooze(
    actor: Actor, conversation_id: int, *, until: datetime | None = None, until_reply: bool = False
) -> Conversation:
    """Out of sight until a moment or until they reply; neither brings it back now. A reply always does."""
    if until is not None and until <= timezone.now():
        raise Invalid({"until": _("Choose a time that is still to come.")})
    with transaction.atomic():
        row = _held(actor, conversation_id)
        row.snoozed_until, row.sleeps_until_reply = until, until_reply
        row.save(update_fields=["snoozed_until", "sleeps_until_reply"])
        fact = ConversationSnoozed(
            person_id=row.person_id,
            conversation_id=row.pk,
            until=until.isoformat() if until else "",
            until_reply=until_reply,
        )
        _told(actor, row, fact)
    return row


def look_in(actor: Actor, conversation_id: int) -> None:
    """Remember that the actor reads this conversation now; reads are not facts."""
    now = timezone.now()
    mine = ConversationSeen.objects.filter(conversation_id=conversation_id, user_id=actor.id)
    if not mine.update(at=now):
        fresh = ConversationSeen(conversation_id=conversation_id, user_id=actor.id, at=now)
        ConversationSeen.objects.bulk_create([fresh], ignore_conflicts=True)


def mark_unread(actor: Actor, conversation_id: int) -> Conversation:
    """As if the actor had never looked."""
    row = queries.conversation(accounts.viewer_of(actor), conversation_id)
    ConversationSeen.objects.filter(conversation_id=conversation_id, user_id=actor.id).delete()
    return row


def _held(actor: Actor, conversation_id: int) -> Conversation:
    """The conversation, locked, for whoever may see it and write to its person."""
    seen = queries.visible(accounts.viewer_of(actor)).filter(pk=conversation_id)
    row = Conversation.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise NotFound("There is no such conversation here.")
    accounts.require(actor, "messaging:send", jobs.scope_of_person(actor, people.group_ids(row.person_id)))
    return row


def _answer(actor: Actor, row: Conversation, now: datetime) -> bool:
    """Call answered what waits and the actor may read; whether there was any. What is left keeps the clock."""
    waiting = Interaction.objects.filter(message__conversation_id=row.pk, direction="in", answered_at__isnull=True)
    readable = accounts.viewer_of(actor).audience_ids
    done = waiting.filter(audience_id__in=readable, removed_at__isnull=True).update(answered_at=now)
    row.waiting_since = waiting.filter(removed_at__isnull=True).aggregate(first=Min("occurred_at"))["first"]
    return bool(done)


def _can_take(user_id: int, conversation_id: int) -> bool:
    try:
        viewer = accounts.viewer_of(actor_of(user_id))
        queries.conversation(viewer, conversation_id)
    except NotFound:
        return False
    return viewer.can("messaging:send")


def _told(actor: Actor, row: Conversation, fact: Any, *topics: str) -> None:
    events.publish(actor, fact)
    events.tick(TOPIC, f"person:{row.person_id}", f"user:{actor.id}", *(t for t in topics if t != f"user:{actor.id}"))
