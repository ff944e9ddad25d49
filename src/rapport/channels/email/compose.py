"""An outgoing mail as a value, and the one function that turns it into correct wire bytes (RFC 5322, RFC 2045-2049).

Every line ends in CRLF and stays under 998 octets, bodies are quoted-printable or base64, Bcc never leaves.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

from rapport.channels.email import addresses, fields
from rapport.lib.errors import Invalid
from rapport.lib.text import unix_lines

DEFAULT_LIMIT = 10 * 1024 * 1024
MAX_REFERENCES = 1500
_MESSAGE_ID = re.compile(r"<[\w!#$%&'*+/=?^`{|}~.-]+@[A-Za-z0-9.-]+>\Z", re.ASCII)
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+\Z", re.ASCII)
_OURS = frozenset(
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
        "auto-submitted",
        "x-auto-response-suppress",
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
    to: tuple[tuple[str, str], ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    reply_to: str = ""
    cc: tuple[tuple[str, str], ...] = ()
    bcc: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    auto_submitted: str = ""
    lang: str = ""

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
    head = "".join(_head(mail))
    body = _body(mail)
    for number, part in enumerate(one for one in body.walk() if one.is_multipart()):
        # "=_" cannot occur in quoted-printable or base64, so the boundary is absent from every part (RFC 2045 6.7).
        part.set_boundary(f"=_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]}_{number}")
    wire = head.encode("utf-8") + body.as_bytes(policy=SMTP)
    if len(wire) > limit:
        raise Invalid({"attachments": f"The mail would be {len(wire)} bytes; at most {limit} may leave."})
    return wire


def _head(mail: OutgoingMail) -> Iterator[str]:
    if mail.date.tzinfo is None:
        raise Invalid({"date": "The date needs a time zone."})
    if not mail.recipients:
        raise Invalid({"to": "Nobody is addressed."})
    if mail.auto_submitted not in {"", "auto-generated", "auto-replied"}:
        raise Invalid({"auto_submitted": "RFC 3834 knows no such word."})
    yield fields.mailboxes("From", ((mail.from_name, mail.from_address),))
    if mail.reply_to:
        yield fields.mailboxes("Reply-To", (("", mail.reply_to),))
    yield fields.mailboxes("To", mail.to) if mail.to else "To: undisclosed-recipients:;\r\n"
    if mail.cc:
        yield fields.mailboxes("Cc", mail.cc)
    yield fields.words("Subject", mail.subject)
    yield fields.line("Date", format_datetime(mail.date))
    yield fields.line("Message-ID", _checked_id(mail.message_id, "message_id"))
    if mail.in_reply_to:
        yield fields.line("In-Reply-To", _checked_id(mail.in_reply_to, "in_reply_to"))
    if references := trimmed(mail.references):
        yield fields.line("References", " ".join(references))
    if mail.auto_submitted:
        yield fields.line("Auto-Submitted", mail.auto_submitted)
        yield fields.line("X-Auto-Response-Suppress", "All")
    if mail.lang:
        yield fields.line("Content-Language", mail.lang)
    seen = set(_OURS)
    for name, value in mail.headers:
        if name.lower() in seen:
            raise Invalid({name: "This header may stand only once."})
        seen.add(name.lower())
        yield fields.line(name, value) if value.isascii() else fields.words(name, value)
    yield fields.line("MIME-Version", "1.0")


def _checked_id(value: str, field: str) -> str:
    if not _MESSAGE_ID.match(value):
        raise Invalid({field: "This is not a Message-ID."})
    return value


def _body(mail: OutgoingMail) -> MIMEPart:
    """Nest the parts: mixed(alternative(plain, related(html, images), calendar), files) (RFC 2046 5.1)."""
    images = [one for one in mail.attachments if one.content_id and mail.html]
    files = [_file(one) for one in mail.attachments if one not in images]
    body = _text(mail.text, "plain")
    if mail.html or mail.invitation:
        body = _multipart("alternative", body)
        if mail.html:
            html = _text(mail.html, "html")
            body.attach(_multipart("related", html, *map(_image, images)) if images else html)
        if mail.invitation:
            body.attach(_calendar(mail.invitation))
            files.append(_file(Attachment("invite.ics", "application/ics", mail.invitation.content)))
    if files:
        body = _multipart("mixed", body, *files)
    return body


def _multipart(subtype: str, *parts: MIMEPart) -> MIMEPart:
    whole = MIMEPart(policy=SMTP)
    # RFC 2387 wants the type of the root of a related set; Outlook needs it to find the images.
    root = {"type": "text/html"} if subtype == "related" else {}
    whole.add_header("Content-Type", f"multipart/{subtype}", **root)
    for part in parts:
        whole.attach(part)
    return whole


def _text(text: str, subtype: str) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    octets = text.encode("utf-8", "replace")
    wide = sum(1 for octet in octets if octet > 127)
    # Three letters for each octet: beyond a sixth, base64 is the smaller.
    encoding = "base64" if wide * 6 > len(octets) else "quoted-printable"
    part.set_content(unix_lines(text), subtype=subtype, charset="utf-8", cte=encoding)
    return part


def _file(attachment: Attachment) -> MIMEPart:
    fields.refuse_line_ends("attachments", attachment.name)
    part = MIMEPart(policy=SMTP)
    main, sub = _media_type(attachment.type)
    part.set_content(attachment.content, main, sub, disposition="attachment", filename=attachment.name)
    return part


def _image(attachment: Attachment) -> MIMEPart:
    fields.refuse_line_ends("attachments", attachment.name + (attachment.content_id or ""))
    part = MIMEPart(policy=SMTP)
    main, sub = _media_type(attachment.type)
    identity = f"<{attachment.content_id}>"
    part.set_content(attachment.content, main, sub, disposition="inline", filename=attachment.name, cid=identity)
    return part


def _calendar(invitation: Invitation) -> MIMEPart:
    part = MIMEPart(policy=SMTP)
    part.set_content(invitation.content, "text", "calendar")
    part.set_param("method", invitation.method)
    part.set_param("charset", "UTF-8")
    part.set_param("component", "vevent")
    return part


def _media_type(name: str) -> tuple[str, str]:
    """Split a type; composite types may not be encoded (RFC 2046 5.2.1), so they travel as plain octets."""
    if not _TYPE.match(name) or name.lower().startswith(("message/", "multipart/")):
        return "application", "octet-stream"
    main, _, sub = name.partition("/")
    return main, sub
