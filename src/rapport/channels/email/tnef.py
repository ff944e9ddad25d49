"""winmail.dat: the files and words that Outlook wraps into one part, taken out within limits (MS-OXTNEF, IN-21)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapport.channels.email import words

MAX_FILES = 200
MAX_PROPERTIES = 2000

_SIGNATURE = b"\x78\x9f\x3e\x22"
_NEW_FILE, _FILE_TITLE, _FILE_CONTENT, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_TEXT, _HTML = 0x1000, 0x1013
_LONG_NAME, _NAME, _TYPE, _CONTENT_ID, _OBJECT = 0x3707, 0x3704, 0x370E, 0x3712, 0x3701
_SIZES = {0x2: 4, 0x3: 4, 0x4: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _WIDE, _BINARY, _EMBEDDED = 0x1E, 0x1F, 0x102, 0xD


@dataclass(slots=True)
class Wrapped:
    """A file as it lay in the wrapping; one that is a whole Outlook item is named as such."""

    name: str = ""
    type: str = ""
    content: bytes = b""
    content_id: str = ""


@dataclass(slots=True)
class Unpacked:
    text: str = ""
    html: str = ""
    files: list[Wrapped] = field(default_factory=list)


def unpack(octets: bytes) -> Unpacked | None:
    """Return what is wrapped, as far as it is sound, or None where nothing is."""
    if not octets.startswith(_SIGNATURE):
        return None
    found = Unpacked()
    charset = "cp1252"
    for name, value in _attributes(octets):
        current = found.files[-1] if found.files else None
        if name == _CODE_PAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _NEW_FILE:
            if len(found.files) >= MAX_FILES:
                break
            found.files.append(Wrapped())
        elif name == _FILE_TITLE and current is not None:
            current.name = current.name or _string(value, charset)
        elif name == _FILE_CONTENT and current is not None:
            current.content = value
        elif name == _FILE_PROPERTIES and current is not None:
            _describe(current, value, charset)
        elif name == _BODY:
            found.text = found.text or _string(value, charset)
        elif name == _MESSAGE_PROPERTIES:
            _read_words(found, value, charset)
    found.files = [one for one in found.files if one.content]
    return found if found.files or found.text or found.html else None


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6  # the signature and a key that means nothing
    while at + 9 <= len(octets):
        name, _, size = struct.unpack_from("<HHI", octets, at + 1)
        at += 9
        if at + size > len(octets):
            return
        yield name, octets[at : at + size]
        at += size + 2  # and a checksum, which spares nobody anything


def _describe(file: Wrapped, value: bytes, charset: str) -> None:
    for name, kind, content in _properties(value):
        if name == _LONG_NAME or (name == _NAME and not file.name):
            file.name = _property(kind, content, charset) or file.name
        elif name == _TYPE:
            file.type = _property(kind, content, charset).lower()
        elif name == _CONTENT_ID:
            file.content_id = _property(kind, content, charset).strip("<>")
        elif name == _OBJECT and kind == _EMBEDDED and not file.content:
            file.content = content[16:]  # after the identity of its interface
            file.type = "application/vnd.ms-outlook"
            file.name = f"{file.name or 'message'}.msg"


def _read_words(found: Unpacked, value: bytes, charset: str) -> None:
    for name, kind, content in _properties(value):
        if name == _TEXT:
            found.text = _property(kind, content, charset) or found.text
        elif name == _HTML:
            found.html = _property(kind, content, charset) or found.html


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield id, kind and the first value of every property; what is cut off ends the list."""
    try:
        (count,) = struct.unpack_from("<I", value)
        at = 4
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, name = struct.unpack_from("<HH", value, at)
            at += 4
            if name >= 0x8000:
                at = _after_name(value, at)
            is_many, kind = bool(kind & 0x1000), kind & 0xEFFF
            if kind in {_STRING, _WIDE, _BINARY, _EMBEDDED} or is_many:
                (values,) = struct.unpack_from("<I", value, at)
                at += 4
                for number in range(min(values, MAX_PROPERTIES)):
                    size = _SIZES.get(kind, 0)
                    if not size:
                        (size,) = struct.unpack_from("<I", value, at)
                        at += 4
                    if at + size > len(value):
                        return
                    if number == 0:
                        yield name, kind, value[at : at + size]
                    at += size + (-size % 4)
            elif kind in _SIZES:
                at += _SIZES[kind]
            else:
                return  # of unknown length, so that nothing after it can be found
    except struct.error:
        return


def _after_name(value: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", value, at + 16)
    if kind == 0:
        return at + 24
    (size,) = struct.unpack_from("<I", value, at + 20)
    return at + 24 + int(size) + (-int(size) % 4)


def _property(kind: int, content: bytes, charset: str) -> str:
    return words.text_of(content, "utf-16-le").rstrip("\0") if kind == _WIDE else _string(content, charset)


def _string(octets: bytes, charset: str) -> str:
    return words.text_of(octets.rstrip(b"\0"), charset)
