"""ISO-2022-JP as mail really uses it: with the NEC and IBM characters of Microsoft's variant (①, ㈱, 髙)."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([@B]|\([BJI])")


def decode(octets: bytes) -> str | None:
    """Return the text, or None if the bytes are not of this family; a bad pair becomes one mark."""
    pieces = _ESCAPE.split(octets)
    if not octets.isascii() or b"\x1b" in b"".join(pieces[::2]):
        return None
    text = [pieces[0].decode("ascii")]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape.startswith(b"$"):
            text.append(_two_bytes(piece))
        elif escape == b"(I":
            text.append(bytes(octet | 0x80 for octet in piece).decode("cp932", "replace"))
        else:
            text.append(piece.decode("ascii"))
    return "".join(text)


def _two_bytes(piece: bytes) -> str:
    """Move JIS pairs into Shift JIS by arithmetic, since cp932 alone knows the vendor rows."""
    shifted = bytearray()
    at = 0
    while at < len(piece):
        row = piece[at]
        if not 0x21 <= row <= 0x7E or at + 1 >= len(piece):
            shifted.append(row)  # a line end inside the run
            at += 1
            continue
        cell = piece[at + 1]
        lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
        trail = cell + (0x7E if row % 2 == 0 else 0x20 if cell >= 0x60 else 0x1F)
        shifted += bytes((lead, trail & 0xFF))
        at += 2
    return shifted.decode("cp932", "replace")
