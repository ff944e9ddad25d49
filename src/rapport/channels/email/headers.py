"""The headers of a mail as values; every reader takes anything and returns something honest."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rapport.channels.email import addresses, words
from rapport.channels.email.addresses import Address
from rapport.channels.email.parts import MALFORMED, Part

MAX_REFERENCES = 32
_ID = re.compile(r"<[^<>\s]{1,990}>")
_BARE_ID = re.compile(r"[^<>\s,;\"]{1,500}@[^<>\s,;\"]{1,400}")
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "apparently-to")


def boxes(part: Part, name: str) -> tuple[Address, ...]:
    """Return the mailboxes of all fields of that name."""
    return tuple(box for value in part.fields(name)[:20] for box in addresses.read(value))


def sender(part: Part) -> Address:
    """Return who wrote: the first From with an address, else Sender, else what name there is."""
    found = [*boxes(part, "from"), *boxes(part, "sender")]
    return next((box for box in found if box.address), found[0] if found else Address("", ""))


def delivered_to(part: Part) -> tuple[str, ...]:
    """Return the addresses that servers on the way wrote down, which outlive Bcc and forwarding."""
    found = (box.address for name in _DELIVERED for box in boxes(part, name))
    return tuple(dict.fromkeys(address for address in found if address))


def return_path(part: Part) -> str | None:
    """Return the envelope sender: "" for the null path of a robot, None where nobody wrote it down."""
    values = part.fields("return-path")
    if not values:
        return None
    found = addresses.read(values[0])
    return found[0].address if found else ""


def subject(part: Part) -> str:
    return words.decode(part.field("subject"))


def date(part: Part) -> tuple[datetime | None, str]:
    """Return the Date as an aware moment, or None, and the text that stood there."""
    text = words.decode(part.field("date")[:200])
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" and no zone at all both mean UTC of an unknown place (RFC 5322 3.3).
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return moment.astimezone(UTC), text
    except MALFORMED:
        return None, text


def message_id(part: Part) -> str:
    return next(iter(_ids(part.field("message-id"))), "")


def in_reply_to(part: Part) -> str:
    return next(iter(_ids(part.field("in-reply-to"))), "")


def references(part: Part) -> tuple[str, ...]:
    """Return the ids of the thread, newest first, each once."""
    return tuple(dict.fromkeys(reversed(_ids(part.field("references")))))[:MAX_REFERENCES]


def our_id(part: Part) -> str:
    """Return the Message-ID under which a mail of ours left, also where a provider put its own in place of it."""
    return next(iter(_ids(part.field("x-rapport-message-id"))), "")


def authentication_results(part: Part) -> tuple[str, ...]:
    """Return the verdicts as they stand, topmost first; whom to believe is decided elsewhere (IN-05)."""
    return tuple(words.decode(value) for value in part.fields("authentication-results")[:20])


def _ids(value: str) -> list[str]:
    text = words.decode(value)
    return _ID.findall(text) or [f"<{bare}>" for bare in _BARE_ID.findall(text)]
