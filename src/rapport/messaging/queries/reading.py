"""Messages as pages show them: words opened, states told, reasons in the reader's language (a query room)."""

from __future__ import annotations

import html as markup
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.channels.email import html as mail_html
from rapport.channels.email.html_quotes import quote_split
from rapport.lib.decision import Decision
from rapport.lib.errors import NotFound
from rapport.messaging import queries
from rapport.messaging.models import Delivery, Message
from rapport.messaging.reasons import filed, reasons, state_told
from rapport.messaging.remarks import remarks
from rapport.people.models import Person
from rapport.timeline.models import Attachment
from rapport.vault.domain import OpenItem

TABLE = "messaging_message"


@dataclass(frozen=True)
class Recipient:
    """One delivery as it is shown."""

    delivery: Delivery
    name: str
    address: str
    told: str
    said: str
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Shown:
    """A message with its words."""

    message: Message
    subject: str
    text: str
    quoted: str
    has_html: bool
    has_source: bool
    recipients: Sequence[Recipient] = ()
    reasons_at_queueing: Sequence[str] = ()
    set_off_by: str = ""
    files: Sequence[Attachment] = field(default_factory=list)

    @property
    def person(self) -> Person:
        return self.message.person

    @property
    def filed(self) -> str:
        """How it found its person."""
        return filed(self.message.matched_by)

    @property
    def remarks(self) -> list[str]:
        """What to know about an incoming mail before trusting it."""
        return remarks(self.message.warnings) if self.message.direction == "in" else []

    @property
    def is_open(self) -> bool:
        return any(r.delivery.state in {"held", "queued", "deferred"} for r in self.recipients)


def message(viewer: Viewer, interaction_id: int) -> Shown:
    """A message the viewer may see, with its recipients and every reason."""
    found = queries.visible_message(viewer, interaction_id)
    item = _item(found)
    set_off_by = found.interaction.params.get("set_off_by")
    return Shown(
        message=found,
        subject=item.text("timeline_interaction", "subject", found.interaction.subject),
        text=item.text("timeline_interaction", "body", found.interaction.body)
        if not found.interaction.is_rich
        else item.text(TABLE, "text", found.text),
        quoted=item.text(TABLE, "quoted", found.quoted),
        has_html=bool(found.html),
        has_source=found.direction == "in" and queries.raw_of_message(found.pk) is not None,
        recipients=[_recipient(item, d) for d in found.deliveries.all()],
        reasons_at_queueing=reasons(Decision.from_json(found.decision)) if found.decision else [],
        set_off_by=accounts.users_by_id([set_off_by])[set_off_by].name if set_off_by else "",
    )


def _item(found: Message) -> OpenItem:
    item = queries.opened([found]).get(found.pk)
    if item is None:
        raise NotFound("The words of this message were erased.")
    return item


def _recipient(item: OpenItem, delivery: Delivery) -> Recipient:
    name, _, address = item.text("messaging_delivery", "address", delivery.address).rpartition("\n")
    return Recipient(
        delivery,
        name,
        address,
        state_told(delivery.state, delivery.outcome),
        item.text("messaging_delivery", "said", delivery.said),
        reasons(Decision.from_json(delivery.decision)) if delivery.decision else [],
    )


def frame_html(viewer: Viewer, interaction_id: int, *, whole: bool, dark: bool) -> str:
    """The sanitised document of a mail's frame; the quoted part is left out unless the whole is asked for."""
    found = queries.visible_message(viewer, interaction_id)
    item = _item(found)
    body = item.text(TABLE, "html", found.html)
    if found.direction == "in":
        body = mail_html.clean(body if whole else quote_split(body)[0], _images(found))
    language = markup.escape(found.language or "en")
    ink, paper = ("#e7ebf1", "#161d28") if dark and found.direction == "out" else ("#1c2430", "#ffffff")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><base target="_blank"><style>'
        f"body{{font:14px/1.55 system-ui,sans-serif;color:{ink};background:{paper};margin:0;padding:2px;"
        "overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}p{margin:0 0 .7em}"
        f'</style></head><body dir="auto">{body}</body></html>'
    )


def _images(found: Message) -> dict[str, str]:
    rows = Attachment.objects.filter(interaction_id=found.interaction_id, is_inline=True).select_related("file")
    return {a.content_id.strip("<>"): reverse("file", args=[a.file.token]) for a in rows if a.content_id}


def source(viewer: Viewer, interaction_id: int) -> bytes:
    """The bytes as they arrived, for whoever may see the message."""
    found = queries.visible_message(viewer, interaction_id)
    mail = queries.raw_of_message(found.pk)
    if mail is None:
        raise NotFound("The source of this mail is not kept.")
    return queries.raw_bytes(mail)


@dataclass(frozen=True)
class Trouble:
    delivery: Delivery
    subject: str
    recipient: Recipient


def troubled(viewer: Viewer) -> list[Trouble]:
    """What did not get through: failed, uncertain and held, the newest first."""
    rows = queries.troubled(viewer)
    items = queries.opened([d.message for d in rows])
    return [
        Trouble(
            d,
            items[d.message_id].text("timeline_interaction", "subject", d.message.interaction.subject),
            _recipient(items[d.message_id], d),
        )
        for d in rows
        if d.message_id in items
    ]
