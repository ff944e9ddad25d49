"""What a mail says and carries: its words as text and HTML, its files, its calendar object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapport.channels.email import files, html, html_weight, tnef, words
from rapport.channels.email.incoming import CalendarPart, IncomingFile
from rapport.channels.email.parts import MAX_DECODED, Part, walk

_WORDS = {"text/plain", "text/html"}
_SEALED = {"application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted"}
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of the body in the dresses it came in; either may be missing."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Body:
    segments: list[Segment] = field(default_factory=list)
    files: list[IncomingFile] = field(default_factory=list)
    calendar: CalendarPart | None = None
    warnings: list[str] = field(default_factory=list)
    decoded: int = 0

    @property
    def has_plain(self) -> bool:
        """Tell whether every stretch has words in plain text."""
        return any(one.plain.strip() for one in self.segments) and all(
            one.plain.strip() or not one.html.strip() for one in self.segments
        )

    @property
    def text(self) -> str:
        return "\n".join(one.plain if one.plain.strip() else html.to_text(one.html) for one in self.segments)

    @property
    def html(self) -> str:
        if not any(one.html.strip() for one in self.segments):
            return ""
        return "\n".join(one.html or html.from_text(one.plain) for one in self.segments)


def read(root: Part) -> Body:
    """Return the body of a mail; files that its HTML shows are marked as inline."""
    body = Body()
    _collect(root, body)
    shown = body.html
    body.files = [_placed(file, shown) for file in body.files]
    if any(part.media_type in _SEALED for part in walk(root)):
        body.warnings.append("encrypted")
    return body


def _collect(part: Part, body: Body) -> None:
    kind = part.media_type
    if kind == "multipart/alternative":
        _collect_alternative(part, body)
    elif part.is_multipart():
        for child in part.children:
            _collect(child, body)
    else:
        _collect_leaf(part, kind, body)


def _collect_alternative(part: Part, body: Body) -> None:
    """Take the same words in all their dresses as one stretch (RFC 2046 5.1.4)."""
    plain: list[str] = []
    rich: list[str] = []
    for child in part.children:
        inner = Body(decoded=body.decoded)
        _collect(child, inner)
        plain.extend(one.plain for one in inner.segments if one.plain)
        rich.extend(one.html for one in inner.segments if one.html)
        body.files.extend(inner.files)
        body.calendar = body.calendar or inner.calendar
        body.warnings.extend(inner.warnings)
        body.decoded = inner.decoded
    if plain or rich:
        body.segments.append(Segment("\n".join(plain), "\n".join(rich)))


def _collect_leaf(part: Part, kind: str, body: Body) -> None:
    if body.decoded > MAX_DECODED:
        body.warnings.append("decoded-too-big")
        return
    is_file = part.disposition == "attachment" or bool(part.file_name)
    if kind in _WORDS and not is_file:
        text = part.text
        body.decoded += len(text)
        body.warnings.extend(_doubts(part, text))
        body.segments.append(Segment(plain=text) if kind == "text/plain" else Segment(html=text))
        return
    if kind == "text/x-amp-html":
        return  # a third dress of the same words, which only scripts can wear
    content = part.octets
    body.decoded += len(content)
    if kind == "text/calendar" and body.calendar is None:
        body.calendar = CalendarPart(_method(part, content), content)
    name = files.safe_name(part.file_name, "") or _name(part, kind, len(body.files) + 1)
    if (kind in _TNEF or name.lower() == "winmail.dat") and _unwrap(content, body):
        return  # the source has the wrapping
    identity = words.decode(part.field("content-id")).strip().strip("<>")
    body.files.append(IncomingFile(name, kind, content, identity))


def _doubts(part: Part, text: str) -> Iterator[str]:
    """Say where the words may not be those that were written."""
    declared = part.parameter("charset")
    if declared and not words.charset(declared):
        yield "unknown-charset"
    if "\N{REPLACEMENT CHARACTER}" in text:
        yield "replaced-characters"
    if part.media_type == "text/html" and not html_weight.is_bearable(text):
        yield "html-too-heavy"


def _unwrap(content: bytes, body: Body) -> bool:
    """Put what Outlook wrapped where it belongs; its words count only where the mail has no others."""
    found = tnef.unpack(content)
    if found is None:
        body.warnings.append("winmail")
        return False
    for one in found.files:
        fallback = f"file-{len(body.files) + 1}{files.extension_for(one.type)}"
        kind = one.type or files.media_type(one.name)
        body.files.append(IncomingFile(files.safe_name(one.name, fallback), kind, one.content, one.content_id))
        body.decoded += len(one.content)
    if not any(one.plain.strip() or one.html.strip() for one in body.segments) and (found.text or found.html):
        body.segments.append(Segment(found.text, found.html))
    return True


def _placed(file: IncomingFile, shown: str) -> IncomingFile:
    """An image counts as inline only where the HTML points to it; programs give every file a content id."""
    if not file.content_id or f"cid:{file.content_id}" not in shown:
        return file
    return IncomingFile(file.name, file.type, file.content, file.content_id, is_inline=True)


def _name(part: Part, kind: str, number: int) -> str:
    if kind == "message/rfc822":
        return f"message-{number}.eml"
    return f"file-{number}{files.extension_for(kind)}"


def _method(part: Part, content: bytes) -> str:
    """Return the iTIP method: the object's own word, since the two may differ only in a broken mail (RFC 6047 2.4)."""
    lines = content[:20_000].upper().splitlines()
    found: Iterator[bytes] = (line[7:].strip() for line in lines if line.startswith(b"METHOD:"))
    return next(found, b"").decode("ascii", "ignore") or part.parameter("method").upper()
