"""Is this the same mail as that one? What relays and mailboxes write on the way does not count (edge case 1)."""

from __future__ import annotations

import re

_NAMED = (b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"in-reply-to")
_FIELD = re.compile(rb"^([\x21-\x39\x3b-\x7e]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_BLANKS = re.compile(rb"[ \t\n]+")


def essence(raw: bytes) -> bytes:
    """Return what two copies of one mail have in common: who wrote what to whom when, and the body as it stands."""
    text = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    head, _, body = text.partition(b"\n\n")
    kept = []
    for match in _FIELD.finditer(head):
        name = match[1].lower()
        if name in _NAMED:
            kept.append(name + b":" + _BLANKS.sub(b" ", match[2]).strip())
    return b"\n".join((*sorted(kept), b"", body.rstrip()))
