"""What Rapport understands of a mail, as plain values for support and tests: `rapport inspect mail`."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from rapport.channels.email import causes, html, invitations, parts
from rapport.channels.email.addresses import Address
from rapport.channels.email.incoming import Bounce, BouncedRecipient, CalendarPart, Complaint, Incoming, IncomingFile
from rapport.channels.email.parse import parse

MAX_ENCLOSED = 3
_KIND_OF_REPLY = re.compile(r"\A[a-z][a-z0-9-]{0,30};\s*", re.IGNORECASE)


def inspected(raw: bytes) -> dict[str, Any]:
    """Return everything that is understood of a mail in values of JSON, whatever the bytes."""
    return told(parse(raw), raw)


def told(incoming: Incoming, raw: bytes) -> dict[str, Any]:
    """Return a mail that was read as values of JSON."""
    warnings = list(incoming.warnings)
    return {
        "kind": incoming.kind.value,
        "from": _box(incoming.from_),
        "to": [_box(one) for one in incoming.to],
        "cc": [_box(one) for one in incoming.cc],
        "subject": incoming.subject,
        "date": incoming.date.isoformat() if incoming.date else None,
        "message_id": incoming.message_id,
        "in_reply_to": incoming.in_reply_to,
        "references": list(reversed(incoming.references)),
        "body_text": _first_text(raw),
        "text": incoming.visible,
        "quoted": incoming.quoted,
        "signature": incoming.signature,
        "html": _html(incoming, warnings),
        "attachments": [_file(one) for one in incoming.files],
        "bounce": _bounce(incoming.bounce),
        "complaint": _complaint(incoming.complaint),
        "calendar": _calendar(incoming.calendar),
        "warnings": warnings,
    }


def _first_text(raw: bytes, enclosed: int = MAX_ENCLOSED) -> str:
    """Return the first part of text, whole; of HTML alone its words, of a mail that only encloses another, its text."""
    root, _ = parts.read(raw)
    leaves = [one for one in parts.walk(root) if not one.is_multipart()]
    texts = [one for one in leaves if one.media_type.startswith("text/")]
    shown = [one for one in texts if one.disposition != "attachment"] or texts[:1]
    plain = [one.text for one in shown if one.media_type == "text/plain"]
    if any(text.strip() for text in plain):
        return next(text for text in plain if text.strip())
    other = next((one for one in shown if one.media_type != "text/plain"), None)
    if other is not None:
        return html.to_text(other.text) if other.media_type == "text/html" else other.text
    inner = next((one.octets for one in leaves if one.media_type == "message/rfc822"), b"") if enclosed else b""
    return _first_text(inner, enclosed - 1) if inner else next(iter(plain), "")


def _html(incoming: Incoming, warnings: list[str]) -> str:
    try:
        cleaned = html.clean(incoming.html) if incoming.html else ""
    except parts.MALFORMED:
        warnings.append("html-malformed")
        return ""
    if html.remote_images(cleaned):
        warnings.append("remote-images")
    return cleaned


def _box(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _file(file: IncomingFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "inline": file.is_inline,
    }


def _bounce(bounce: Bounce | None) -> dict[str, Any] | None:
    return {"recipients": [_bounced(one) for one in bounce.recipients]} if bounce else None


def _bounced(one: BouncedRecipient) -> dict[str, Any]:
    return {
        "address": one.address,
        "action": one.action,
        "status": one.status,
        "reply": _KIND_OF_REPLY.sub("", one.diagnostic),
        "reason": causes.of(one.status, one.diagnostic).value,
        "suppress": one.suppress,
    }


def _complaint(complaint: Complaint | None) -> dict[str, str] | None:
    return {"address": next(iter(complaint.recipients), "")} if complaint else None


def _calendar(part: CalendarPart | None) -> dict[str, Any] | None:
    if part is None:
        return None
    read = invitations.read(part.content, part.method)
    attendees = [{"address": one.address, "partstat": one.partstat} for one in read.attendees]
    return {"method": read.method, "uid": read.uid, "sequence": read.sequence, "attendees": attendees}
