"""What somebody forwarded: the mail within the mail, and whom it names as its writers."""

from __future__ import annotations

import re
from dataclasses import replace

from rapport.channels.email import addresses, intros
from rapport.channels.email.addresses import Address, fold
from rapport.channels.email.incoming import Incoming
from rapport.channels.email.parse import parse

LINES = 2_000
BLOCKS = 20
_RELAY = re.compile(
    r"(?:no|do|dont|ne|nicht)[-._]?(?:not[-._]?)?(?:reply|respond|repondez|antworten)|noreply|notif|mailer|inmail|"
    r"jobs?|apply|applications?|messages?|hit-reply|talent",
    re.IGNORECASE,
)


def inner(incoming: Incoming) -> Incoming | None:
    """Return the mail that hangs on this one as a file, when it is the only one."""
    mails = [file for file in incoming.files if file.type == "message/rfc822"]
    return parse(mails[0].content) if len(mails) == 1 else None


def writers(incoming: Incoming) -> tuple[Address, ...]:
    """Return who wrote what is forwarded, the newest first: from the mail attached, else from the blocks of headers."""
    attached = inner(incoming)
    if attached is not None:
        return (attached.from_, *writers(replace(attached, files=()))) if attached.from_.address else ()
    found = []
    lines = incoming.text.splitlines()[:LINES]
    for at, line in enumerate(lines):
        # A block: "From:" with at least one other header among the next lines.
        if intros.HEADER_FROM.match(line) and any(intros.HEADER_OTHER.match(one) for one in lines[at + 1 : at + 5]):
            value = re.split("[:：]", line, maxsplit=1)[1].replace("*", " ")
            if not re.search("@", value) and at + 1 < len(lines):
                value += " " + lines[at + 1]  # a long name broke the line
            value = re.sub(r"\[mailto:([^\]]*)\]|<mailto:([^>]*)>", r"<\1\2>", value)
            found += [box for box in addresses.read(value)[:1] if box.address]
        if len(found) >= BLOCKS:
            break
    return tuple({fold(box.address): box for box in reversed(found)}.values())[::-1]


def is_forward(incoming: Incoming) -> bool:
    """Tell whether somebody passes on a mail of somebody else."""
    return bool(writers(incoming)) and (
        inner(incoming) is not None
        or intros.FORWARD_SUBJECT.match(incoming.subject) is not None
        or any(intros.FORWARD.match(line.strip()) for line in incoming.text.splitlines()[:LINES])
    )


def writer(incoming: Incoming) -> Address:
    """Return whose words a mail carries: of a job board's, whom it says to reply to (edge case 26)."""
    local, _, domain = incoming.from_.address.rpartition("@")
    replies = [box for box in incoming.reply_to if box.address and fold(box.address) != fold(incoming.from_.address)]
    if len(replies) == 1 and _RELAY.search(local) and replies[0].address.rpartition("@")[2].lower() != domain.lower():
        return Address(replies[0].name or incoming.from_.name, replies[0].address)
    return incoming.from_
