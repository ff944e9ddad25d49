"""A mail for many, compiled once: what is the same for everybody is written, what differs is spliced in.

The words of a frame are pieces: text as it is, and slots. A slot stands on lines of its own between soft
line breaks (RFC 2045 6.7), so it is written without a look at what stands around it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from rapport.channels.email import compose, mime
from rapport.lib.errors import Invalid

# What quoted-printable and HTML both leave as it is and what fits on a line with its soft break.
_AS_IT_IS = re.compile(r"(?!From )[ !#-%(-;?-~]{1,75}\Z")
_PLAIN, _HTML = b"\x00plain\x00", b"\x00html\x00"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that a value fills; in HTML the value is escaped, unless it is markup that was cleaned before."""

    name: str
    is_markup: bool = False


Pieces = Sequence[str | Slot]


@dataclass(frozen=True, slots=True)
class Addressed:
    """What of a mail is one recipient's own; `headers` are such as List-Unsubscribe."""

    to: compose.Mailboxes
    message_id: str
    date: datetime
    reply_to: str = ""
    cc: compose.Mailboxes = ()
    bcc: compose.Mailboxes = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The mail of one version of a template; `splice` gives what `build` would, but for soft line breaks."""

    mail: compose.OutgoingMail
    subject: tuple[str | Slot, ...]
    text: _Words
    html: _Words
    author: str
    shared: str
    taken: frozenset[str]
    segments: tuple[bytes, ...]
    limit: int

    def splice(self, one: Addressed, values: Mapping[str, str]) -> bytes:
        """Return the mail of one recipient for the wire, or raise Invalid; a slot without a value is never a blank."""
        subject = "".join([piece if isinstance(piece, str) else _value(piece, values) for piece in self.subject])
        extra = compose.more(one.headers, self.taken) if one.headers else ""
        head = f"{self.author}{compose.personal(one, subject, self.mail.is_renamed)}{self.shared}{extra}"
        before, between, after = self.segments
        wire = b"".join(
            (
                head.encode(),
                before,
                self.text.fill(values, must_speak=bool(self.html.pieces)),
                between,
                self.html.fill(values) if self.html.pieces else b"",
                after,
            )
        )
        if len(wire) > self.limit:
            raise Invalid({"attachments": f"The mail would be {len(wire)} bytes; at most {self.limit} may leave."})
        return wire


def compile(
    mail: compose.OutgoingMail, subject: Pieces, text: Pieces, html: Pieces = (), limit: int = compose.DEFAULT_LIMIT
) -> Frame:
    """Return the frame of a mail; of `mail` everything counts but its own words, recipients, ids and date."""
    plain, rich = _Words.of("plain", text), _Words.of("html", html)
    known = repr((mail.from_address, subject, text, html, [one.name for one in mail.attachments]))
    boundary = f"=_{hashlib.sha256(known.encode('utf-8', 'replace')).hexdigest()[:32]}"
    body = compose.body(mail, _PLAIN, _HTML if rich.pieces else b"", boundary)
    before, _, rest = body.partition(_PLAIN)
    between, _, after = rest.partition(_HTML)
    return Frame(
        mail,
        tuple(subject),
        plain,
        rich,
        compose.author(mail),
        compose.shared(mail) + compose.more(mail.headers),
        compose.OURS | {name.lower() for name, _ in mail.headers},
        (before, between, after),
        limit,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """The pieces of a part, and as far as they can be, written: None where base64 serves better."""

    subtype: str
    pieces: tuple[str | Slot, ...]
    written: tuple[bytes | Slot, ...] | None
    speaks: bool

    @classmethod
    def of(cls, subtype: str, pieces: Pieces) -> _Words:
        fixed = "".join(piece for piece in pieces if isinstance(piece, str))
        if mime.is_wide(mime.octets(fixed)):
            return cls(subtype, tuple(pieces), None, bool(fixed.strip()))
        written = (piece if isinstance(piece, Slot) else mime.spliced(mime.octets(piece)) for piece in pieces)
        return cls(subtype, tuple(pieces), (mime.text_head(subtype), *written), bool(fixed.strip()))

    def fill(self, values: Mapping[str, str], must_speak: bool = False) -> bytes:
        if must_speak and not self.speaks and not self._joined(values).strip():
            raise Invalid({"text": "A mail in HTML needs its words in plain text too."})
        if self.written is None:
            return mime.text(self._joined(values), self.subtype)
        filled = []
        for piece in self.written:
            if isinstance(piece, bytes):
                filled.append(piece)
                continue
            value = _value(piece, values)
            if _AS_IT_IS.match(value):
                filled.append(value.encode() + b"=\r\n")
                continue
            filled.append(mime.spliced(mime.octets(self._escaped(piece, value))))
        written = b"".join(filled)
        # The last line is a whole one, as it is in every mail that we build.
        return written + b"\r\n" if written.endswith(b"=\r\n") or not any(filled[1:]) else written

    def _joined(self, values: Mapping[str, str]) -> str:
        return "".join(
            [one if isinstance(one, str) else self._escaped(one, _value(one, values)) for one in self.pieces]
        )

    def _escaped(self, slot: Slot, value: str) -> str:
        return value if self.subtype != "html" or slot.is_markup else escape(value)


def _value(slot: Slot, values: Mapping[str, str]) -> str:
    try:
        return values[slot.name]
    except KeyError:
        raise Invalid({slot.name: "This place of the mail has no value."}) from None
