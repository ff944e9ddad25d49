"""An outgoing mail as a value, and the one function that turns it into correct wire bytes (RFC 5322, RFC 2045-2049).

Every line ends in CRLF and stays under 998 octets, bodies are quoted-printable or base64, Bcc never leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

from rapport.channels.email import addresses, fields, mime, origins
from rapport.channels.email.origins import Origin
from rapport.lib.errors import Invalid

DEFAULT_LIMIT = 10 * 1024 * 1024
MAX_REFERENCES = 1500
_MESSAGE_ID = re.compile(r"<[\w!#$%&'*+/=?^`{|}~.-]+@[A-Za-z0-9.-]+>\Z", re.ASCII)
Mailboxes = tuple[tuple[str, str], ...]
OUR_ID = "X-Rapport-Message-ID"
OURS = frozenset(
    [
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-language",
        "x-rapport-message-id",
        *origins.NAMES,
    ]
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send; one with a content id is shown inside the HTML as `cid:`."""

    name: str
    type: str
    content: bytes
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar object that rides beside the text and once more as a file (RFC 6047 2.4)."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """Everything a mail says, frozen; building it twice gives the same bytes."""

    from_name: str
    from_address: str
    to: Mailboxes
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    reply_to: str = ""
    cc: Mailboxes = ()
    bcc: Mailboxes = ()
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    origin: Origin = "manual"
    lang: str = ""
    is_renamed: bool = False  # the provider puts a Message-ID of its own in place of ours

    @property
    def recipients(self) -> tuple[str, ...]:
        """The envelope: everybody of To, Cc and Bcc once, ready for the wire."""
        everybody = (address for _, address in (*self.to, *self.cc, *self.bcc))
        return tuple(dict.fromkeys(addresses.check(address) for address in everybody))


def new_message_id(domain: str, token: str) -> str:
    """Return `<token@domain>`; the token must be random and the same for every try of one message."""
    message_id = f"<{token}@{domain.lower()}>"
    if not _MESSAGE_ID.match(message_id) or len(message_id) > 250:
        raise Invalid({"message_id": "This cannot be a Message-ID."})
    return message_id


def thread_after(parent_id: str, parent_references: tuple[str, ...], parent_in_reply_to: str = "") -> tuple[str, ...]:
    """Return the References of an answer: the parent's, else its In-Reply-To, then the parent (RFC 5322 3.6.4)."""
    before = parent_references or ((parent_in_reply_to,) if parent_in_reply_to else ())
    return (*before, parent_id)


def trimmed(references: tuple[str, ...]) -> tuple[str, ...]:
    """Return the first and the last ten ids, and of those as many as 1.5 kB hold, the root and the parent always."""
    ids = tuple(dict.fromkeys(reference for reference in references if _MESSAGE_ID.match(reference)))
    if len(ids) > 20:
        ids = ids[:10] + ids[-10:]
    while len(ids) > 2 and sum(len(one) + 1 for one in ids) > MAX_REFERENCES:
        ids = ids[: len(ids) // 2] + ids[len(ids) // 2 + 1 :]
    return ids


def build(mail: OutgoingMail, limit: int = DEFAULT_LIMIT) -> bytes:
    """Return the mail as bytes for the wire, or raise Invalid; no value is ever silently mended."""
    if mail.html and not mail.text.strip():
        raise Invalid({"text": "A mail in HTML needs its words in plain text too."})
    # "=_" cannot occur in quoted-printable or base64, so the boundary is absent from every part (RFC 2045 6.7).
    boundary = f"=_{hashlib.sha256(mail.message_id.encode('utf-8', 'replace')).hexdigest()[:32]}"
    html = mime.text(mail.html, "html") if mail.html else b""
    wire = head(mail).encode() + body(mail, mime.text(mail.text, "plain"), html, boundary)
    if len(wire) > limit:
        raise Invalid({"attachments": f"The mail would be {len(wire)} bytes; at most {limit} may leave."})
    return wire


class Personal(Protocol):
    """What of a mail is its recipient's own."""

    @property
    def to(self) -> Mailboxes: ...
    @property
    def cc(self) -> Mailboxes: ...
    @property
    def bcc(self) -> Mailboxes: ...
    @property
    def reply_to(self) -> str: ...
    @property
    def message_id(self) -> str: ...
    @property
    def date(self) -> datetime: ...
    @property
    def in_reply_to(self) -> str: ...
    @property
    def references(self) -> tuple[str, ...]: ...


def head(mail: OutgoingMail) -> str:
    """Return the header lines of a mail, without those of its content."""
    return author(mail) + personal(mail, mail.subject, mail.is_renamed) + shared(mail) + more(mail.headers)


def author(mail: OutgoingMail) -> str:
    return fields.mailboxes("From", ((mail.from_name, mail.from_address),))


def personal(one: Personal, subject: str, is_renamed: bool) -> str:
    """Return the header lines that differ from one recipient to the next."""
    if one.date.tzinfo is None:
        raise Invalid({"date": "The date needs a time zone."})
    if not (one.to or one.cc or one.bcc):
        raise Invalid({"to": "Nobody is addressed."})
    for _, address in one.bcc:
        addresses.check(address, "bcc")
    message_id = _checked_id(one.message_id, "message_id")
    ids = trimmed(one.references) if one.references else ()
    if is_renamed:
        # An answer then names our id beside the one that the provider put in its place (MAIL-07).
        ids = trimmed((*ids, message_id))
    written = [
        fields.mailboxes("Reply-To", (("", one.reply_to),)) if one.reply_to else "",
        fields.mailboxes("To", one.to) if one.to else "To: undisclosed-recipients:;\r\n",
        fields.mailboxes("Cc", one.cc) if one.cc else "",
        fields.words("Subject", subject),
        f"Date: {format_datetime(one.date)}\r\nMessage-ID: {message_id}\r\n",
        f"In-Reply-To: {_checked_id(one.in_reply_to, 'in_reply_to')}\r\n" if one.in_reply_to else "",
        fields.line("References", " ".join(ids)) if ids else "",
        # Where a provider renames a mail, this comes back in what it returns of it.
        f"{OUR_ID}: {message_id}\r\n",
    ]
    return "".join(written)


def shared(mail: OutgoingMail) -> str:
    """Return the header lines that are the same for everybody."""
    lang = fields.line("Content-Language", mail.lang) if mail.lang else ""
    return f"{origins.headers(mail.origin)}{lang}MIME-Version: 1.0\r\n"


def more(headers: Iterable[tuple[str, str]], taken: set[str] | frozenset[str] = OURS) -> str:
    """Return further header lines; none may stand twice or in place of one of ours."""
    seen, written = set(taken), []
    for name, value in headers:
        folded = name.lower()
        if folded in seen:
            raise Invalid({name: "This header may stand only once."})
        seen.add(folded)
        if folded == "feedback-id":
            origins.check_feedback_id(value)
        written.append(fields.line(name, value) if value.isascii() else fields.words(name, value))
    return "".join(written)


def body(mail: OutgoingMail, plain: bytes, html: bytes, boundary: str) -> bytes:
    """Nest the parts: mixed(alternative(plain, related(html, images), calendar), files) (RFC 2046 5.1)."""
    images = [one for one in mail.attachments if one.content_id and html]
    files = [mime.file(one.name, one.type, one.content) for one in mail.attachments if one not in images]
    words = [plain]
    if html:
        shown = [mime.image(one.name, one.type, one.content, one.content_id or "") for one in images]
        words.append(mime.multipart("related", f"{boundary}_2", [html, *shown]) if shown else html)
    if mail.invitation:
        words.append(mime.calendar(mail.invitation.method, mail.invitation.content))
        files.append(mime.file("invite.ics", "application/ics", mail.invitation.content))
    whole = mime.multipart("alternative", f"{boundary}_1", words) if len(words) > 1 else plain
    return mime.multipart("mixed", f"{boundary}_0", [whole, *files]) if files else whole


def _checked_id(value: str, field: str) -> str:
    if not _MESSAGE_ID.match(value) or len(value) > 900:
        raise Invalid({field: "This is not a Message-ID."})
    return value
