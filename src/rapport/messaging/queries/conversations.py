"""Conversations as far as a member of staff may see them: the one predicate behind rows, counts and acts."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.messaging.models import Conversation, ConversationSeen, Message
from rapport.people import queries as people


def words_seen(viewer: Viewer) -> QuerySet[Message]:
    """The messages of the conversation outside whose words the viewer may read, the newest first."""
    return Message.objects.filter(
        conversation_id=OuterRef("pk"),
        interaction__audience_id__in=viewer.audience_ids,
        interaction__removed_at__isnull=True,
    ).order_by("-at", "-pk")


def visible(viewer: Viewer) -> QuerySet[Conversation]:
    """Conversations with people the viewer may see, of which they may read at least one message."""
    seen = people.visible_to(viewer).filter(pk=OuterRef("person_id"))
    return Conversation.objects.filter(Exists(seen), Exists(words_seen(viewer).order_by()))


def conversation(viewer: Viewer, conversation_id: int) -> Conversation:
    """One conversation; `NotFound` for whoever may not see it."""
    found = visible(viewer).select_related("person", "assignee", "job").filter(pk=conversation_id).first()
    if found is None:
        raise NotFound("There is no such conversation here.")
    return found


def asleep(now: datetime) -> Q:
    """Set aside, for a time that is not over or until the candidate replies."""
    return Q(snoozed_until__gt=now) | Q(sleeps_until_reply=True)


def is_asleep(row: Conversation, now: datetime) -> bool:
    return row.sleeps_until_reply or (row.snoozed_until is not None and row.snoozed_until > now)


def waits_on_candidate() -> Q:
    """We wrote last, and they have not answered."""
    return Q(waiting_since__isnull=True) & (Q(last_in_at__isnull=True) | Q(last_in_at__lt=F("last_at")))


def looked_in(viewer: Viewer) -> Subquery:
    """When the viewer last looked into the conversation outside."""
    rows = ConversationSeen.objects.filter(conversation_id=OuterRef("pk"), user_id=viewer.user_id)
    return Subquery(rows.values("at")[:1])
