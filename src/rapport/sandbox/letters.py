"""Mails that a candidate's mail program or server writes: an answer, an out-of-office note, a failed delivery."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.utils.translation import gettext as _

from rapport.channels.email import compose
from rapport.channels.email.compose import Attachment, OutgoingMail
from rapport.channels.email.incoming import Incoming
from rapport.channels.email.parse import parse
from rapport.lib.errors import Invalid
from rapport.lib.text import clip, one_line
from rapport.sandbox.domain import Letter, Summary

PREVIEW = 160
LIMIT = 24 * 1024 * 1024  # what the listener takes, less its own head


@dataclass(frozen=True, slots=True)
class Posting:
    """A mail ready to travel, with its envelope."""

    wire: bytes
    envelope_from: str
    recipient: str


def summary_of(mail: Incoming, recipient: str) -> Summary:
    """The line that stands for this mail in one recipient's mailbox."""
    names = {box.address.lower(): box.name for box in (*mail.to, *mail.cc)}
    return Summary(
        from_name=clip(mail.from_.name, 200),
        from_address=clip(mail.from_.address, 320),
        to_name=clip(names.get(recipient.lower(), ""), 200),
        to_address=clip(recipient, 320),
        subject=clip(one_line(mail.subject), 300),
        preview=clip(one_line(mail.visible or mail.text), PREVIEW),
        files=sum(1 for file in mail.files if not file.is_inline),
    )


def read(raw: bytes) -> Incoming:
    """The mail as a mail program reads it; this never raises."""
    return parse(raw)


def answer(letter: Letter, text: str, files: Sequence[Attachment], at: datetime) -> Posting:
    """The recipient's answer with the original quoted below, as mail programs write it."""
    if not text.strip() and not files:
        raise Invalid({"text": _("Write something first.")})
    quoted = "\n".join(f"> {line}".rstrip() for line in letter.mail.text.strip().splitlines())
    body = f"{text.strip()}\n\n{_attribution(letter)}\n{quoted}\n" if quoted else f"{text.strip()}\n"
    return _posting(letter, _marked(letter.mail.subject), body, at, tuple(files))


def away(letter: Letter, text: str, subject: str, at: datetime) -> Posting:
    """The note that an absent recipient's mail server sends by itself (RFC 3834)."""
    return _posting(letter, f"{subject}: {letter.mail.subject}".strip(), f"{text}\n", at, (), "auto-replied")


def bounce(letter: Letter, at: datetime, *, is_final: bool = True) -> Posting:
    """The report of a mail server that could not deliver (RFC 3464), to the envelope sender and from nobody."""
    if not letter.envelope_from:
        raise Invalid(_("This mail came with an empty envelope sender, and nobody bounces such mail (RFC 5321 4.5.5)."))
    status, words = ("5.1.1", "550 5.1.1 User unknown") if is_final else ("4.2.2", "452 4.2.2 Mailbox full")
    server = letter.recipient.rpartition("@")[2] or "localhost"
    told = (
        f"This is the mail system at {server}.\n\nYour message could not be delivered to\n"
        f"<{letter.recipient}>: {words}\n"
    )
    report = (
        f"Reporting-MTA: dns; {server}\r\nArrival-Date: {format_datetime(at)}\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.recipient}\r\nAction: {'failed' if is_final else 'delayed'}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {words}\r\n"
    )
    parts = [
        _part("text/plain; charset=utf-8", told.replace("\n", "\r\n").encode()),
        _part("message/delivery-status", report.encode()),
        _part("text/rfc822-headers", letter.head.replace("\n", "\r\n").encode("ascii", "replace") + b"\r\n"),
    ]
    boundary = f"=_{secrets.token_hex(16)}"
    head = (
        f"From: Mail Delivery System <MAILER-DAEMON@{server}>\r\nTo: {letter.envelope_from}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nDate: {format_datetime(at)}\r\n"
        f"Message-ID: {_new_id(server)}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\r\n\r\n'
    )
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return Posting(head.encode() + body + b"--" + boundary.encode() + b"--\r\n", "", letter.envelope_from)


def _posting(
    letter: Letter, subject: str, text: str, at: datetime, files: tuple[Attachment, ...], automatic: str = ""
) -> Posting:
    to = letter.answer_to
    if not to:
        raise Invalid(_("This mail names nobody to answer."))
    mail, parent = letter.mail, letter.mail.message_id
    thread = compose.thread_after(parent, mail.references, mail.in_reply_to) if parent else ()
    wire = compose.build(
        OutgoingMail(
            from_name=letter.row.summary.to_name,
            from_address=letter.recipient,
            to=(("", to),),
            subject=one_line(subject),
            text=text,
            message_id=_new_id(letter.recipient.rpartition("@")[2]),
            date=at,
            attachments=files,
            in_reply_to=parent if compose.trimmed((parent,)) else "",
            references=thread,
            origin="acknowledgement" if automatic else "manual",
        ),
        LIMIT,
    )
    return Posting(wire, "" if automatic else letter.recipient, to)


def _marked(subject: str) -> str:
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}".strip()


def _attribution(letter: Letter) -> str:
    sender = letter.mail.from_
    who = f"{sender.name} <{sender.address}>" if sender.name else sender.address
    moment = letter.mail.date or letter.row.arrived_at
    return f"On {moment:%a, %d %b %Y at %H:%M}, {who} wrote:"


def _new_id(domain: str) -> str:
    name = domain if domain.isascii() and domain else "localhost"
    return compose.new_message_id(name, secrets.token_hex(12))


def _part(kind: str, content: bytes) -> bytes:
    return f"Content-Type: {kind}\r\n\r\n".encode() + content
