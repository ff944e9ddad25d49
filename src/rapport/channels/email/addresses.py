"""Mail addresses: read from any header without raising, checked strictly before they leave."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import idna

from rapport.channels.email import words
from rapport.lib.errors import Invalid

MAX_READ = 1000  # more addresses in one header than any honest mail has


class Address(NamedTuple):
    name: str
    address: str


# From the beginning of a run of letters alone: begun anew at each of them, a long run would cost its square.
_ATOM = re.compile(r"(?<![^\s<>()\[\],;:\\\"@])[^\s<>()\[\],;:\\\"@]++@[^\s<>()\[\],;:\\\"@]++")
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*\Z")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z", re.IGNORECASE)


def read(header: str) -> tuple[Address, ...]:
    """Return the mailboxes of an address header (RFC 5322 3.4), groups opened, whatever it holds."""
    found = (_mailbox(piece) for piece in _pieces(header))
    return tuple([box for box in found if box.address or box.name][:MAX_READ])


def check(address: str, field: str = "to") -> str:
    """Return the address with its domain as A-labels, or raise Invalid (RFC 5321 4.5.3.1, RFC 5890)."""
    local, at, domain = address.rpartition("@")
    wire_domain = _as_labels(domain)
    labels = wire_domain.split(".")
    is_sound = (
        bool(at)
        and _LOCAL.match(local) is not None
        and len(labels) > 0
        and all(_LABEL.match(label) for label in labels)
        and len(local.encode()) <= 64
        and len(wire_domain) <= 255
        and len(local.encode()) + 1 + len(wire_domain) <= 254
    )
    if not is_sound:
        raise Invalid({field: "This is not an address that mail can be sent to."})
    return f"{local}@{wire_domain}"


def fold(address: str) -> str:
    """Return the form in which two spellings of one address compare equal: NFC, no case, the domain as A-labels.

    Plus tags and dots stay: they may be different mailboxes. What is no address is folded all the same.
    """
    local, at, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    return f"{local}{at}{_as_labels(domain) or domain}"


def _as_labels(domain: str) -> str:
    """The domain as it goes on the wire (RFC 5890); nothing when it cannot be one."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError:
        return ""


_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def alike(address: str) -> str:
    """Return the form in which an address with and without its tag compare equal, and Gmail's with and without dots.

    For comparing only: what is on file stays as it was given.
    """
    local, _, domain = fold(address).rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@gmail.com" if domain in _GMAIL else f"{local}@{domain}"


def _pieces(header: str) -> list[str]:
    """Split at commas and semicolons that stand outside quotes, angles and comments, in one pass."""
    pieces: list[str] = []
    start, depth, quoted, angled, escaped = 0, 0, False, False, False
    for at, char in enumerate(header):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = quoted or depth > 0
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif char == "<":
            angled = True
        elif char == ">":
            angled = False
        elif char == ":" and not angled:
            start = at + 1  # the name of a group
        elif char in ",;" and not angled:
            pieces.append(header[start:at])
            start = at + 1
    pieces.append(header[start:])
    return pieces


def _mailbox(piece: str) -> Address:
    piece = piece.strip()
    opening = piece.rfind("<")
    if opening >= 0:
        inside = piece[opening + 1 :].split(">", 1)[0]
        address = "".join(inside.split())
        name = piece[:opening]
    else:
        atom = _ATOM.search(piece)
        address = atom.group() if atom else ""
        # "ada@example.org (Ada)" is the old way to give a name.
        name = piece.replace(address, "", 1) if address else piece
    return Address(_name(name), words.decode(address) if address else "")


def _name(raw: str) -> str:
    raw = raw.strip()
    if len(raw) > 1 and raw[0] == raw[-1] == '"':
        raw = re.sub(r"\\(.)", r"\1", raw[1:-1])
    elif len(raw) > 1 and raw[0] == "(" and raw[-1] == ")":
        raw = raw[1:-1]
    return words.decode(raw).strip().strip('"').strip()
