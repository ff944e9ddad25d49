"""Words not sent yet, of the reader and of colleagues."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.accounts.queries import Viewer
from rapport.messaging.models import Draft, Message


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
