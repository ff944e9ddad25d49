"""Header fields for the wire: folded, encoded, and closed to injected line ends."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterable

from rapport.channels.email import addresses
from rapport.lib.errors import Invalid

_WIDTH = 76
_MAX_LINE = 998
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_NAME = re.compile(r"[!-9;-~]{1,76}\Z")
_WORD = "=?utf-8?b?%s?="
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*\Z")


def refuse_line_ends(name: str, value: str) -> str:
    """Return the value, or raise Invalid if it carries a line end, a NUL or another control character."""
    if _CONTROL.search(value):
        raise Invalid({name: "A line end or a control character may not stand here."})
    return value


def line(name: str, value: str) -> str:
    """Return a field in plain ASCII, folded at its spaces."""
    if not _NAME.match(name):
        raise Invalid({name: "This is not a name of a header."})
    return _folded(name, refuse_line_ends(name, value).split(" "))


def words(name: str, value: str) -> str:
    """Return a field of free text, its non-ASCII words encoded whole characters at a time (RFC 2047)."""
    refuse_line_ends(name, value)
    pieces = value.split(" ")
    if value.isascii() and "=?" not in value and max(map(len, pieces)) < _MAX_LINE - len(name) - 4:
        return _folded(name, pieces)
    return f"{name}: {_encoded(value, len(name) + 2)}\r\n"


def mailboxes(name: str, boxes: Iterable[tuple[str, str]]) -> str:
    """Return an address field: display names quoted or encoded, addresses checked, one at a fold."""
    written = [_mailbox(name, label, address) for label, address in boxes]
    return _folded(name, ", ".join(written).split(" "))


def _mailbox(field: str, label: str, address: str) -> str:
    refuse_line_ends(field, label)
    wire = addresses.check(address, field)
    if not label.strip():
        return wire
    if not label.isascii() or "=?" in label or len(label) > 200:
        return f"{_encoded(label, 2 + len(field)).replace(chr(13) + chr(10), '')} <{wire}>"
    if _ATOMS.match(label):
        return f"{label} <{wire}>"
    quoted = label.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{wire}>'


def _encoded(value: str, indent: int) -> str:
    """Return text as encoded words of at most 75 characters, each of whole characters, one a line (RFC 2047 2)."""
    coded, piece = [], b""
    room = min(45, (_WIDTH - indent - len(_WORD % "")) // 4 * 3)
    for char in value:
        octets = char.encode("utf-8", "replace")
        if len(piece) + len(octets) > room:
            coded.append(piece)
            piece, room = b"", 45
        piece += octets
    coded.append(piece)
    return "\r\n ".join([_WORD % b2a_base64(one, newline=False).decode() for one in coded])


def _folded(name: str, pieces: list[str]) -> str:
    """Fold at spaces only, never leaving a line of nothing but blanks (RFC 5322 2.2.3)."""
    lines = [f"{name}:"]
    for piece in pieces:
        if piece and lines[-1].strip() != f"{name}:" and len(lines[-1]) + 1 + len(piece) > _WIDTH and lines[-1].strip():
            lines.append("")
        lines[-1] += f" {piece}"
    if any(len(one.encode()) > _MAX_LINE for one in lines):
        raise Invalid({name: "This is too long for a header."})
    return "\r\n".join(lines) + "\r\n"
