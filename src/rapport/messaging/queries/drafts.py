"""Words not sent yet, of the reader and of colleagues."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.messaging.models import Draft, Message
from rapport.messaging.queries import typed
from rapport.people import queries as people

WRITING_FOR = timedelta(seconds=20)  # after a word was kept, its writer counts as writing for so long


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft as others find it: whose it is, about whom, and whether it is being written just now."""

    draft: Draft
    subject: str
    is_mine: bool
    is_writing: bool

    @property
    def saved_at(self) -> datetime:
        return self.draft.saved_at


def own(
    viewer: Viewer, person_ids: Iterable[int], *, reply: Message | None = None, edits: Message | None = None
) -> Draft | None:
    """What the reader was writing to a person: in this exchange or in place of this mail, else what came last."""
    rows = Draft.objects.filter(author_id=viewer.user_id, person_id__in=list(person_ids), kind=Draft.Kind.MAIL)
    if edits is not None:
        rows = rows.filter(edits=edits)
    elif reply is not None:
        rows = rows.filter(edits=None, conversation_id=reply.conversation_id)
    return rows.order_by("-saved_at", "-pk").first()


def visible(viewer: Viewer) -> QuerySet[Draft]:
    """Drafts to people the reader may see: their own, and those meant for a circle the reader belongs to."""
    return (
        Draft.objects.filter(kind=Draft.Kind.MAIL, person__in=people.visible_to(viewer))
        .filter(Q(author_id=viewer.user_id) | Q(audience_id__in=viewer.audience_ids))
        .select_related("author", "person")
        .order_by("-saved_at", "-pk")
    )


def get(viewer: Viewer, draft_id: int) -> Draft:
    found = visible(viewer).filter(pk=draft_id).first()
    if found is None:
        raise NotFound("This draft is not there any more. It may have been sent.")
    return found


def begun(viewer: Viewer, person_ids: Iterable[int]) -> list[Begun]:
    """What is being written to a person, by whom and how lately."""
    now = timezone.now()
    return [
        Begun(
            draft,
            str(typed.of_draft(draft).get("subject", "")),
            is_mine := draft.author_id == viewer.user_id,
            not is_mine and draft.saved_at > now - WRITING_FOR,
        )
        for draft in visible(viewer).filter(person_id__in=list(person_ids))[:10]
    ]


def fingerprint(viewer: Viewer, person_ids: Iterable[int]) -> str:
    """Changes when a draft comes or goes, or a colleague begins to write; "" while there is none."""
    now = timezone.now()
    rows = visible(viewer).filter(person_id__in=list(person_ids)).values_list("pk", "author_id", "saved_at")
    told = sorted((pk, who, who != viewer.user_id and at > now - WRITING_FOR) for pk, who, at in rows[:10])
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8] if told else ""
