"""The tree of a mail's parts, read by the standard library inside limits (IN-17); no bytes make it raise or run away.

Only multiparts are opened. A `message/*` part stays a sealed envelope, so that nothing inside a
forwarded mail or a report can pass for a part of the mail itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32
from typing import Any

from rapport.channels.email import words

MAX_SIZE = 25 * 1024 * 1024
MAX_HEADERS = 256 * 1024
MAX_PARTS = 1000
MAX_DEPTH = 20
MAX_LINES = 600_000
MAX_DECODED = 50 * 1024 * 1024
MAX_FIELD = 64 * 1024
MAX_MIME_FIELD = 4 * 1024

# What malformed input makes the standard library raise; a mistake of ours would be none of these.
MALFORMED = (LookupError, ValueError, TypeError, AttributeError, RecursionError, OverflowError, MessageError)

_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+*'%`{|}~-]{1,120}/[a-z0-9!#$&^_.+*'%`{|}~-]{1,120}\Z")
_END_OF_HEAD = re.compile(rb"\A\r?\n|\r?\n\r?\n|\r\r")


class _Limit(Exception):  # noqa: N818 - it ends the reading and is no error
    pass


class _Policy(Compat32):
    """Values stay as they came; long ones are cut, since reading parameters takes quadratic time."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[: MAX_MIME_FIELD if name.lower().startswith("content-") else MAX_FIELD]

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


class Part(Message):
    """One part; what the parser asks about its type is answered so that only multiparts are opened."""

    def __init__(self, policy: Any = _Policy()) -> None:  # noqa: B008 - a policy is immutable
        super().__init__(policy=policy)

    @property
    def media_type(self) -> str:
        """The type in lower case; a multipart that could not be opened is read as text."""
        kind = _sound(super().get_content_type)
        if kind.startswith("multipart/"):
            return kind if self.is_multipart() else "text/plain"
        return kind or "text/plain"

    def get_content_maintype(self) -> str:
        main = _sound(super().get_content_type).partition("/")[0]
        return "envelope" if main == "message" else main

    def get_content_type(self) -> str:
        kind = _sound(super().get_content_type)
        return "envelope/sealed" if kind.startswith("message/") else kind

    def get_boundary(self, failobj: Any = None) -> Any:
        try:
            return super().get_boundary(failobj)
        except MALFORMED:
            return failobj

    @property
    def children(self) -> list[Part]:
        payload = self.get_payload() if self.is_multipart() else []
        return [child for child in payload if isinstance(child, Part)]

    @property
    def octets(self) -> bytes:
        """The content, its transfer encoding undone as far as it is sound."""
        try:
            content = self.get_payload(decode=True)
        except MALFORMED:
            return b""
        return content if isinstance(content, bytes) else b""

    @property
    def text(self) -> str:
        """The content as text by its declared charset, else by what it proves to be."""
        return words.text_of(self.octets, self.parameter("charset"))

    def fields(self, name: str) -> list[str]:
        """Return the raw values of a header, in order."""
        return [str(value) for value in self.get_all(name, [])]

    def field(self, name: str) -> str:
        """Return the first value of a header as raw text, or ""."""
        return next(iter(self.fields(name)), "")

    def parameter(self, name: str, header: str = "content-type") -> str:
        """Return a parameter of a MIME header, its RFC 2231 and RFC 2047 dress taken off."""
        try:
            value = self.get_param(name, "", header)
        except MALFORMED:
            return ""
        if isinstance(value, tuple):
            charset, _, escaped = value
            return words.text_of(escaped.encode("latin-1", "replace"), charset or "")
        return words.decode(str(value or ""))

    @property
    def disposition(self) -> str:
        return self.field("content-disposition").split(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        return self.parameter("filename", "content-disposition") or self.parameter("name")


def read(raw: bytes) -> tuple[Part, list[str]]:
    """Return the root of the tree and the limits that were met; beyond a limit reading ends."""
    warnings: list[str] = []
    raw = _within_limits(raw, warnings)
    made: list[Part] = []

    def make(policy: Any = None) -> Part:
        if len(made) >= MAX_PARTS:
            warnings.append("too-many-parts")
            raise _Limit
        if made and _depth(made[0]) > MAX_DEPTH:
            warnings.append("too-deep")
            raise _Limit
        part = Part(policy or _Policy())
        made.append(part)
        return part

    parser = BytesFeedParser(make, policy=_Policy())
    made.clear()  # the parser tries its factory once
    try:
        parser.feed(raw)
        parser.close()
    except _Limit:
        pass
    except MALFORMED:
        warnings.append("malformed")
    return (made[0] if made else Part()), warnings


def walk(part: Part) -> Iterator[Part]:
    """Yield the part and everything below it, in order."""
    yield part
    for child in part.children:
        yield from walk(child)


def _within_limits(raw: bytes, warnings: list[str]) -> bytes:
    if len(raw) > MAX_SIZE:
        warnings.append("too-big")
        raw = raw[:MAX_SIZE]
    end = _END_OF_HEAD.search(raw, 0, MAX_HEADERS)
    if end is None and len(raw) > MAX_HEADERS:
        warnings.append("headers-too-long")
        true_end = _END_OF_HEAD.search(raw)
        body = raw[true_end.end() :] if true_end else b""
        raw = raw[:MAX_HEADERS].rpartition(b"\n")[0] + b"\r\n\r\n" + body
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > MAX_LINES:
        warnings.append("too-many-lines")
        raw = _first_lines(raw)
    return raw


def _first_lines(raw: bytes) -> bytes:
    at = 0
    for number, line_end in enumerate(re.finditer(rb"\r\n|\n|\r", raw)):
        at = line_end.end()
        if number >= MAX_LINES:
            break
    return raw[:at]


def _depth(part: Part) -> int:
    """Return how deep the newest chain of parts is."""
    depth = 1
    while part.children:
        part = part.children[-1]
        depth += 1
    return depth


def _sound(read_type: Any) -> str:
    try:
        kind = str(read_type()).lower()
    except MALFORMED:
        return "text/plain"
    if _MEDIA_TYPE.match(kind):
        return kind
    return "text/plain" if kind.startswith("text/") else "application/octet-stream"
