"""Parts of a mail written straight to bytes (RFC 2045-2049): text, files, and the multiparts that hold them.

Every line ends in CRLF and has at most 76 octets; no line ends in a blank; what is written parses back equal.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Sequence
from urllib.parse import quote

from rapport.channels.email import fields
from rapport.lib.errors import Invalid
from rapport.lib.text import unix_lines

_TEXT = b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: %s\r\n\r\n'
_ASCII = bytes(range(128))
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+\Z", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z-]{0,30}\Z")
_CONTENT_ID = re.compile(r"[!-;=?-~]{1,200}\Z")
_PLAIN_NAME = re.compile(r"[ !#-\[\]-~]{0,56}\Z")
_FROM = re.compile(rb"(?m)^From ")
# The library forgets that an encoded blank at the end makes a full line longer.
_OVERFULL = re.compile(rb"(?m)^([^\r\n]{74,75})(=(?:20|09)\r\n)")


def octets(words: str) -> bytes:
    """Return words in UTF-8 with CRLF line ends, whatever ends they had."""
    if "\r" in words:
        words = unix_lines(words)
    return words.encode("utf-8", "replace").replace(b"\n", b"\r\n")


def lines(words: str) -> bytes:
    """Return words as whole lines, the last one ended too."""
    found = octets(words)
    return found if found.endswith(b"\n") else found + b"\r\n"


def quoted_printable(lines: bytes) -> bytes:
    """Return lines as quoted-printable; none ends in a blank or begins with "From " (RFC 2045 6.7, RFC 2049 3)."""
    written = b2a_qp(lines)
    if b"\n" not in lines:
        written = written.replace(b"\n", b"\r\n")  # it takes the line ends from the first it sees
    if b"=20\r\n" in written or b"=09\r\n" in written:
        written = _OVERFULL.sub(rb"\1=\r\n\2", written)
    if b"\nFrom " in written or written.startswith(b"From "):
        written = _FROM.sub(b"=46rom=\r\n ", written)
    return written


def spliced(words: bytes) -> bytes:
    """Return a piece of a text as quoted-printable that stands on lines of its own, softly broken off at its end."""
    if not words or words.endswith(b"\n"):
        return quoted_printable(words)
    # A letter that is always encoded keeps room for the "=" of the soft break, and blanks from the end of a line.
    return quoted_printable(words + b"\x04").removesuffix(b"=04") + b"=\r\n"


def is_wide(lines: bytes) -> bool:
    """Whether base64 is the shorter: quoted-printable takes three letters for an octet beyond ASCII."""
    return not lines.isascii() and len(lines.translate(None, _ASCII)) * 6 > len(lines)


def base64(octets: bytes) -> bytes:
    """Return octets as base64 in lines of 76."""
    written = b2a_base64(octets, newline=False)
    return b"\r\n".join([written[at : at + 76] for at in range(0, len(written), 76)]) + b"\r\n"


def text(words: str, subtype: str) -> bytes:
    """Return a part of words in UTF-8, in whichever encoding is the shorter."""
    written = lines(words)
    if is_wide(written):
        return _TEXT % (subtype.encode(), b"base64") + base64(written)
    return text_head(subtype) + quoted_printable(written)


def text_head(subtype: str) -> bytes:
    """Return the head of a part of words that follow as quoted-printable."""
    return _TEXT % (subtype.encode(), b"quoted-printable")


def file(name: str, type: str, content: bytes) -> bytes:
    """Return a part that is saved as a file."""
    return f"{_content_type(type)}{_binary('attachment', name)}\r\n".encode() + base64(content)


def image(name: str, type: str, content: bytes, content_id: str) -> bytes:
    """Return a part that the HTML shows as `cid:`."""
    if not _CONTENT_ID.match(content_id):
        raise Invalid({"attachments": "This cannot be a Content-ID."})
    head = f"{_content_type(type)}Content-ID: <{content_id}>\r\n{_binary('inline', name)}\r\n"
    return head.encode() + base64(content)


def calendar(method: str, content: bytes) -> bytes:
    """Return a calendar object as an alternative to the words (RFC 6047 2.4)."""
    if not _TOKEN.match(method):
        raise Invalid({"invitation": "This cannot be the method of a calendar object."})
    kind = f'Content-Type: text/calendar; charset="UTF-8";\r\n method={method}; component=vevent\r\n'
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


def _content_type(name: str) -> str:
    type = media_type(name)
    return f"Content-Type: {type}\r\n" if len(type) < 60 else f"Content-Type:\r\n {type}\r\n"


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
