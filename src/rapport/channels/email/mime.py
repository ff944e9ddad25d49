"""Parts of a mail written straight to bytes (RFC 2045-2049): text, files, and the multiparts that hold them.

Every line ends in CRLF and has at most 76 octets; no line ends in a blank; what is written parses back equal.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from urllib.parse import quote

from rapport.channels.email import fields
from rapport.lib.errors import Invalid
from rapport.lib.text import unix_lines

_ASCII = bytes(range(128))
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+\Z", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z-]{0,30}\Z")
_CONTENT_ID = re.compile(r"[^\s<>\x00-\x20\x7f-\U0010ffff]{1,200}\Z")
_PLAIN_NAME = re.compile(r"[ !#-\[\]-~]{0,56}\Z")
# Stand-ins that quoted-printable always encodes, in three letters like what they stand for.
_STAND_INS = ((b" \n", b"\x01\n", b"=01", b"=20"), (b"\t\n", b"\x02\n", b"=02", b"=09"))


def lines(text: str) -> bytes:
    """Return text as octets in lines that end with a bare line feed, the last one too."""
    if "\r" in text:
        text = unix_lines(text)
    octets = text.encode("utf-8", "replace")
    return octets if octets.endswith(b"\n") else octets + b"\n"


def quoted_printable(octets: bytes) -> bytes:
    """Return lines as quoted-printable, blanks at their ends and a "From " at their start encoded (RFC 2049 3)."""
    swapped = []
    for found, stand_in, coded, meant in _STAND_INS:
        if found in octets:
            octets = octets.replace(found, stand_in)
            swapped.append((coded, meant))
    if b"\nFrom " in octets or octets.startswith(b"From "):
        octets = re.sub(rb"(?m)^From ", b"\x03rom ", octets)
        swapped.append((b"=03", b"=46"))
    written = binascii.b2a_qp(octets)
    for coded, meant in swapped:
        written = written.replace(coded, meant)
    return written.replace(b"\n", b"\r\n")


def base64(octets: bytes) -> bytes:
    """Return octets as base64 in lines of 76."""
    written = binascii.b2a_base64(octets, newline=False)
    return b"\r\n".join([written[at : at + 76] for at in range(0, len(written), 76)]) + b"\r\n"


def text(words: str, subtype: str) -> bytes:
    """Return a part of words in UTF-8, in whichever encoding is the shorter."""
    octets = lines(words)
    kind = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: '.encode()
    # Three letters for each octet: beyond a sixth, base64 is the smaller.
    is_wide = not octets.isascii() and len(octets.translate(None, _ASCII)) * 6 > len(octets)
    if is_wide or b"\x01" in octets or b"\x02" in octets or b"\x03" in octets:
        return kind + b"base64\r\n\r\n" + base64(octets.replace(b"\n", b"\r\n"))
    return kind + b"quoted-printable\r\n\r\n" + quoted_printable(octets)


def file(name: str, type: str, content: bytes) -> bytes:
    """Return a part that is saved as a file."""
    return f"Content-Type: {media_type(type)}\r\n{_binary('attachment', name)}\r\n".encode() + base64(content)


def image(name: str, type: str, content: bytes, content_id: str) -> bytes:
    """Return a part that the HTML shows as `cid:`."""
    if not _CONTENT_ID.match(content_id):
        raise Invalid({"attachments": "This cannot be a Content-ID."})
    head = f"Content-Type: {media_type(type)}\r\nContent-ID: <{content_id}>\r\n{_binary('inline', name)}\r\n"
    return head.encode() + base64(content)


def calendar(method: str, content: bytes) -> bytes:
    """Return a calendar object as an alternative to the words (RFC 6047 2.4)."""
    if not _TOKEN.match(method):
        raise Invalid({"invitation": "This cannot be the method of a calendar object."})
    kind = f'Content-Type: text/calendar; charset="UTF-8"; method={method}; component=vevent\r\n'
    return f"{kind}Content-Transfer-Encoding: base64\r\n\r\n".encode() + base64(content)


def multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Return parts as one; the boundary must hold "=_", which neither encoding of ours can produce (RFC 2045 6.7)."""
    # RFC 2387 wants the type of the root of a related set; Outlook needs it to find the images.
    root = '; type="text/html"' if subtype == "related" else ""
    edge = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{subtype}{root};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join([edge + b"\r\n" + part + b"\r\n" for part in parts]) + edge + b"--\r\n"


def media_type(name: str) -> str:
    """Return a type as it may stand; composite types may not be encoded (RFC 2046 5.2.1), so they travel as octets."""
    is_sound = len(name) <= 127 and _TYPE.match(name) and not name.lower().startswith(("message/", "multipart/"))
    return name if is_sound else "application/octet-stream"


def _binary(disposition: str, name: str) -> str:
    return f"Content-Transfer-Encoding: base64\r\nContent-Disposition: {disposition}{_file_name(name)}\r\n"


def _file_name(name: str) -> str:
    """Return a name as a parameter, in pieces where it is long or not ASCII (RFC 2231)."""
    fields.refuse_line_ends("attachments", name)
    if _PLAIN_NAME.match(name):
        return f'; filename="{name}"'
    pieces = [""]
    for char in name:
        coded = quote(char.encode("utf-8", "replace"), safe="")
        if len(pieces[-1]) + len(coded) > 54:
            pieces.append("")
        pieces[-1] += coded
    if len(pieces) == 1:
        return f";\r\n filename*=utf-8''{pieces[0]}"
    pieces[0] = "utf-8''" + pieces[0]
    return "".join(f";\r\n filename*{number}*={piece}" for number, piece in enumerate(pieces))
