"""From a frozen message and one of its deliveries to the bytes on the wire (a query room)."""

from __future__ import annotations

import json
from typing import NamedTuple

from django.conf import settings

from rapport.accounts import queries as accounts
from rapport.channels.email import compose, tokens
from rapport.channels.email.addresses import check
from rapport.lib.errors import NotFound
from rapport.messaging import queries
from rapport.messaging.models import Delivery, Message
from rapport.timeline.models import Attachment, Participant
from rapport.vault import files
from rapport.vault import queries as vault

TABLE = "messaging_message"


class Wire(NamedTuple):
    envelope_from: str
    recipient: str
    content: bytes


def token_key() -> bytes:
    """The key that signs reply and bounce addresses."""
    return vault.derived_key("mail-token")


def build(delivery: Delivery) -> Wire:
    """The mail as this recipient gets it: the same headers for all of a message, its own bounce address (MAIL-16)."""
    message = delivery.message
    item = queries.opened([message]).get(message.pk)
    if item is None:
        raise NotFound("The words of this mail were erased.")
    everybody = list(message.deliveries.order_by("id"))
    lead = next(d for d in everybody if d.part == "to")
    shown: dict[str, list[tuple[str, str]]] = {"to": [], "cc": [], "bcc": []}
    for d in everybody:
        name, _, address = item.text("messaging_delivery", "address", d.address).rpartition("\n")
        shown[d.part].append((name, address))
        if d.pk == delivery.pk:
            recipient = check(address)
    thread = json.loads(item.text(TABLE, "thread", message.thread) or "{}")
    name, address = sender_of(message)
    mail = compose.OutgoingMail(
        from_name=name,
        from_address=address,
        reply_to=tokens.reply_address(settings.MAIL_DOMAIN, token_key(), lead.pk),
        to=tuple(shown["to"]),
        cc=tuple(shown["cc"]),
        bcc=tuple(shown["bcc"]),
        subject=item.text("timeline_interaction", "subject", message.interaction.subject),
        text=item.text(TABLE, "text", message.text),
        html=page(item.text(TABLE, "html", message.html), message.language),
        message_id=message.message_id,
        date=message.at,
        in_reply_to=str(thread.get("in_reply_to", "")),
        references=tuple(thread.get("references", ())),
        attachments=_attachments(message),
        auto_submitted="" if message.origin == Message.Origin.MANUAL else "auto-generated",
        lang=message.language,
    )
    return Wire(tokens.bounce_address(settings.MAIL_DOMAIN, token_key(), delivery.pk), recipient, compose.build(mail))


def sender_of(message: Message) -> tuple[str, str]:
    """Who a mail is from: the recruiter by name, or the company, at the company's address (MAIL-04)."""
    job = message.interaction.job
    brand = job.brand if job else accounts.default_brand()
    address = brand.sender_address or f"careers@{settings.MAIL_DOMAIN}"
    user = Participant.objects.filter(interaction_id=message.interaction_id, part="from").first()
    if message.origin == Message.Origin.MANUAL and user and user.user:
        return f"{user.user.name} ({brand.name})", address
    return brand.sender_name or brand.name, address


def _attachments(message: Message) -> tuple[compose.Attachment, ...]:
    rows = Attachment.objects.filter(interaction_id=message.interaction_id).select_related("file")
    attached = [row.file for row in rows]
    names = files.names(attached)
    return tuple(
        compose.Attachment(names.get(file.pk, "file"), file.type, b"".join(files.open_stream(file)))
        for file in attached
    )


def page(body: str, language: str) -> str:
    """The words as a whole HTML document with language and direction (A11Y-04)."""
    direction = "rtl" if language.split("-")[0] in {"ar", "he", "fa", "ur"} else "ltr"
    return (
        f'<!doctype html><html lang="{language or "en"}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="font-family:system-ui,-apple-system,Segoe UI,sans-serif;font-size:15px;line-height:1.5;'
        f'color:#1c2430;margin:0;padding:16px;max-width:640px">{body}</body></html>'
    )
