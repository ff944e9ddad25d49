"""From frozen messages and their deliveries to the bytes on the wire, window by window (a query room)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from rapport.channels.email import compose, tokens
from rapport.channels.email.addresses import check
from rapport.channels.email.receipt import Envelope
from rapport.db.prepared import Prepared
from rapport.lib.errors import NotFound, RapportError
from rapport.messaging.models import Delivery, Message
from rapport.messaging.queries.outgoing import Outgoing, outgoing
from rapport.timeline.models import About, Attachment, Participant
from rapport.vault import domain as subjects
from rapport.vault import files
from rapport.vault import queries as vault
from rapport.vault.domain import OpenItem

TABLE = "messaging_message"


_wraps = Prepared(
    lambda ids: About.objects.filter(interaction_id__in=ids).values_list("interaction_id", "person_id", "wrapped_key")
)
_addressed = Prepared(
    lambda ids: (
        Delivery.objects.filter(message_id__in=ids).order_by("id").values_list("message_id", "id", "part", "address")
    )
)
_named = Prepared(
    lambda ids: (
        Participant.objects.filter(interaction_id__in=ids, part="from", user__isnull=False)
        .order_by("id")
        .values_list("interaction_id", "user__name")
    )
)
_with_files = Prepared(lambda ids: Attachment.objects.filter(interaction_id__in=ids).values_list("pk"))


@dataclass(frozen=True, slots=True)
class Ready:
    """A delivery with the mail it becomes; without an envelope, `problem` says why it cannot become one."""

    row: Outgoing
    item: OpenItem | None
    envelope: Envelope | None
    problem: str = ""


def token_key() -> bytes:
    """The key that signs reply and bounce addresses."""
    return vault.derived_key("mail-token")


def ready(rows: Sequence[Outgoing]) -> list[Ready]:
    """Build the mails of a window, in its order; as many queries for twenty as for two.

    All recipients of a message get the same headers, but each their own addresses to answer and to bounce to
    (MAIL-16). What cannot be built holds up no other.
    """
    kept = _Shelf(rows)
    return [kept.ready(row) for row in rows]


def build(delivery: Delivery) -> Envelope:
    """The mail that one delivery becomes; raises NotFound when it cannot become one."""
    only = ready(outgoing([delivery.pk]))
    if not only or only[0].envelope is None:
        raise NotFound(only[0].problem if only else "There is no such delivery.")
    return only[0].envelope


class _Shelf:
    """Everything the mails of one window are made of, read set-wise."""

    def __init__(self, rows: Sequence[Outgoing]) -> None:
        self.key = token_key()
        self.items = _items(rows)
        self.recipients = _recipients(rows)
        self.authors = _authors(rows)
        self.attached = _attached(rows)

    def ready(self, row: Outgoing) -> Ready:
        item = self.items.get(bytes(row.seal_id))
        if item is None:
            return Ready(row, None, None, "The words of this mail were erased.")
        try:
            return Ready(row, item, self._envelope(row, item))
        except RapportError as error:
            return Ready(row, item, None, str(error))

    def _envelope(self, row: Outgoing, item: OpenItem) -> Envelope:
        shown: dict[str, list[tuple[str, str]]] = {"to": [], "cc": [], "bcc": []}
        recipient = ""
        for id, part, sealed in self.recipients[row.message_id]:
            name, _, address = item.text("messaging_delivery", "address", sealed).rpartition("\n")
            shown[part].append((name, address))
            if id == row.id:
                recipient = check(address)
        thread = json.loads(item.text(TABLE, "thread", row.thread) or "{}")
        name, address = sender_of(row, self.authors.get(row.interaction_id, ""))
        mail = compose.OutgoingMail(
            from_name=name,
            from_address=address,
            reply_to=tokens.reply_address(settings.MAIL_DOMAIN, self.key, row.id),
            to=tuple(shown["to"]),
            cc=tuple(shown["cc"]),
            bcc=tuple(shown["bcc"]),
            subject=item.text("timeline_interaction", "subject", row.subject),
            text=item.text(TABLE, "text", row.text),
            html=page(item.text(TABLE, "html", row.html), row.language),
            message_id=row.header_id,
            date=row.at,
            in_reply_to=str(thread.get("in_reply_to", "")),
            references=tuple(thread.get("references", ())),
            attachments=self.attached.get(row.interaction_id, ()),
            origin="manual" if row.origin == Message.Origin.MANUAL else "automation",
            lang=row.language,
        )
        bounces_to = tokens.bounce_address(settings.MAIL_DOMAIN, self.key, row.id)
        return Envelope(bounces_to, recipient, compose.build(mail))


def sender_of(row: Outgoing, author: str) -> tuple[str, str]:
    """Who a mail is from: the recruiter by name, or the company, at the company's address (MAIL-04)."""
    if author and row.origin == Message.Origin.MANUAL:
        return f"{author} ({row.brand_name})", row.sender_address
    return row.brand_sender_name or row.brand_name or "", row.sender_address


def _items(rows: Sequence[Outgoing]) -> dict[bytes, OpenItem]:
    seals = {row.interaction_id: bytes(row.seal_id) for row in rows}
    wraps = _wraps(seals.keys())
    return vault.open_items((seals[id], subjects.person(person_id), bytes(key)) for id, person_id, key in wraps)


def _recipients(rows: Sequence[Outgoing]) -> dict[int, list[tuple[int, str, bytes]]]:
    found: dict[int, list[tuple[int, str, bytes]]] = defaultdict(list)
    wanted = {row.message_id for row in rows}
    for message_id, id, part, address in _addressed(wanted):
        found[message_id].append((id, part, bytes(address)))
    return found


def _authors(rows: Sequence[Outgoing]) -> dict[int, str]:
    """The names of the members of staff who wrote by hand, by interaction."""
    by_hand = [row.interaction_id for row in rows if row.origin == Message.Origin.MANUAL]
    return dict(reversed(_named(by_hand)))  # the first of them leads


def _attached(deliveries: Sequence[Outgoing]) -> dict[int, tuple[compose.Attachment, ...]]:
    ids = [id for (id,) in _with_files([row.interaction_id for row in deliveries])]
    if not ids:
        return {}
    rows = list(Attachment.objects.filter(pk__in=ids).select_related("file"))
    names = files.names([row.file for row in rows])
    found: dict[int, list[compose.Attachment]] = defaultdict(list)
    for row in rows:
        content = b"".join(files.open_stream(row.file))
        found[row.interaction_id].append(compose.Attachment(names.get(row.file.pk, "file"), row.file.type, content))
    return {id: tuple(each) for id, each in found.items()}


def page(body: str, language: str) -> str:
    """The words as a whole HTML document with language and direction (A11Y-04)."""
    direction = "rtl" if language.split("-")[0] in {"ar", "he", "fa", "ur"} else "ltr"
    return (
        f'<!doctype html><html lang="{language or "en"}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="font-family:system-ui,-apple-system,Segoe UI,sans-serif;font-size:15px;line-height:1.5;'
        f'color:#1c2430;margin:0;padding:16px;max-width:640px">{body}</body></html>'
    )
