"""A conversation as it is read: its messages with their words, and the notes colleagues wrote meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from rapport.accounts.queries import Viewer
from rapport.lib.decision import Decision
from rapport.messaging import queries
from rapport.messaging.models import Conversation, Delivery, Message
from rapport.messaging.queries import conversations
from rapport.messaging.reasons import filed, reasons, state_told
from rapport.people import queries as people
from rapport.timeline import queries as timeline
from rapport.timeline.items import Item
from rapport.vault.domain import OpenItem

TABLE = "messaging_message"
LINE = "timeline_interaction"
NEWEST = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation, or a note beside it."""

    at: datetime
    message: Message | None = None
    note: Item | None = None
    subject: str = ""
    text: str = ""
    quoted: str = ""
    sender: str = ""
    to: Sequence[str] = ()
    told: str = ""
    tone: str = ""
    why: Sequence[str] = ()
    said: str = ""
    filed: str = ""
    opens: bool = True

    @property
    def is_theirs(self) -> bool:
        return self.message is not None and self.message.direction == "in"


@dataclass(frozen=True, slots=True)
class Thread:
    conversation: Conversation
    lines: Sequence[Line]
    subject: str
    reply_to: int | None  # the line that an answer goes to
    has_earlier: bool = False


def thread(viewer: Viewer, conversation_id: int, *, whole: bool = False) -> Thread:
    """What the viewer may read of a conversation, oldest first; `NotFound` where they may read none of it."""
    row = conversations.conversation(viewer, conversation_id)
    found = (
        Message.objects.filter(
            conversation=row, interaction__audience_id__in=viewer.audience_ids, interaction__removed_at__isnull=True
        )
        .select_related("interaction__logged_by", "person")
        .prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("id").select_related("user")))
        .prefetch_related("interaction__participants__user")
        .order_by("-at", "-pk")
    )
    rows = list(found if whole else found[: NEWEST + 1])
    has_earlier = not whole and len(rows) > NEWEST
    rows = rows[:NEWEST] if has_earlier else rows
    seals = queries.opened(rows)
    lines = [_line(message, seals.get(message.pk)) for message in rows]
    since = rows[-1].at if rows else row.started_at
    notes = timeline.page(viewer, people.group_ids(row.person_id), "notes")
    lines += [Line(note.occurred_at, note=note) for note in [*notes.items, *notes.pinned] if note.occurred_at >= since]
    theirs = next((m for m in rows if m.direction == "in"), None) or next(iter(rows), None)
    subject = next((line.subject for line in lines if line.message and line.subject), "")
    return Thread(
        row, sorted(lines, key=lambda line: line.at), subject, theirs.interaction_id if theirs else None, has_earlier
    )


def _line(message: Message, item: OpenItem | None) -> Line:
    if item is None:
        return Line(message.interaction.occurred_at, message, opens=False)
    line = message.interaction
    text = item.text(TABLE, "text", message.text)
    quoted = item.text(TABLE, "quoted", message.quoted)
    if not line.is_rich and (body := item.text(LINE, "body", line.body)):
        text = body
    sent = list(message.deliveries.all())
    lead = next((d for d in sent if d.part == "to"), None)
    return Line(
        line.occurred_at,
        message,
        subject=item.text(LINE, "subject", line.subject),
        text=text,
        quoted=quoted,
        sender=_sender(message),
        to=[_name(item.text("messaging_delivery", "address", d.address)) for d in sent],
        told=state_told(lead.state, lead.outcome) if lead else "",
        tone=_tone(lead),
        why=reasons(Decision.from_json(lead.decision)) if lead and lead.decision and lead.state != "sent" else (),
        said=item.text("messaging_delivery", "said", lead.said)
        if lead and lead.state in {"failed", "uncertain"}
        else "",
        filed=filed(message.matched_by),
    )


def _sender(message: Message) -> str:
    if message.direction == "in":
        return message.person.full_name
    names = [p.user.name for p in message.interaction.participants.all() if p.part == "from" and p.user]
    return names[0] if names else ""


def _name(stored: str) -> str:
    name, _, address = stored.rpartition("\n")
    return name or address


def _tone(lead: Delivery | None) -> str:
    if lead is None or lead.state == "sent" and lead.outcome == "none":
        return ""
    if lead.state in {"failed", "uncertain", "suppressed"} or lead.outcome in {"bounced", "complained"}:
        return "stop"
    return "wait"
