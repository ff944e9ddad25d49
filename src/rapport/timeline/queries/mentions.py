"""What calls a member of staff: notes, comments and internal messages, read or unread, with the files of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from rapport.accounts.queries import Viewer
from rapport.people import queries as people
from rapport.timeline.items import FileLine, Item
from rapport.timeline.models import About, Attachment, Mention
from rapport.timeline.queries.reading import JOINED, read
from rapport.timeline.queries.rows import visible
from rapport.timeline.queries.single import grouped


@dataclass(frozen=True, slots=True)
class MentionLine:
    """One call: what was written, about whom, and whether it was read."""

    id: int
    item: Item
    person_id: int
    person_name: str
    at: datetime
    read_at: datetime | None
    team: str

    @property
    def top_id(self) -> int:
        return self.item.parent_id or self.item.id


def _open(viewer: Viewer) -> QuerySet[Mention]:
    """The calls a viewer may still follow: who lost sight of an item hears no more of it."""
    readable = people.visible_to(viewer).filter(pk=OuterRef("person_id"))
    standing = About.objects.filter(interaction_id=OuterRef("interaction_id"), is_removed=False).filter(
        Exists(readable)
    )
    return Mention.objects.filter(
        Exists(standing),
        user_id=viewer.user_id,
        interaction__audience_id__in=viewer.audience_ids,
        interaction__removed_at__isnull=True,
    )


def mentions_of(
    viewer: Viewer, *, unread: bool = False, before_id: int | None = None, limit: int = 30
) -> list[MentionLine]:
    """What calls the viewer, the newest first; the next page begins before the last id of this one."""
    found = _open(viewer).select_related("team").order_by("-id")
    if unread:
        found = found.filter(read_at__isnull=True)
    if before_id is not None:
        found = found.filter(pk__lt=before_id)
    calls = list(found[:limit])
    readable = people.visible_to(viewer).filter(pk=OuterRef("person_id"))
    rows = (
        About.objects.filter(Exists(readable), interaction_id__in=[c.interaction_id for c in calls], is_removed=False)
        .select_related(*JOINED)
        .order_by("-pk")
    )
    reading = read(viewer, list(rows))
    items = {row.interaction_id: (item, row) for item, row in zip(reading.items, reading.rows, strict=True)}
    return [
        MentionLine(
            id=call.pk,
            item=items[call.interaction_id][0],
            person_id=items[call.interaction_id][1].person_id,
            person_name=items[call.interaction_id][1].person.full_name,
            at=call.at,
            read_at=call.read_at,
            team=call.team.name if call.team else "",
        )
        for call in calls
        if call.interaction_id in items
    ]


def unread_count(viewer: Viewer) -> int:
    """How many calls wait unread, counted no further than a badge tells."""
    return _open(viewer).filter(read_at__isnull=True)[:100].count()


def files_of(viewer: Viewer, person_ids: Sequence[int], *, limit: int = 200) -> list[FileLine]:
    """The files of a person that the viewer may see, from notes, messages and uploads, the newest first."""
    rows = {
        row.interaction_id: row
        for row in visible(viewer, person_ids)
        .filter(Q(interaction__file_count__gt=0))
        .select_related("interaction")
        .defer("interaction__body")
        .order_by("-occurred_at", "-interaction_id")[:limit]
    }
    found = Attachment.objects.filter(interaction_id__in=list(rows), is_inline=False).select_related("file")
    by_item = grouped(found, rows)
    return [file for id in rows for file in by_item.get(id, ())]
