"""What a received mail is once it is read: frozen values, complete or honestly empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rapport.channels.email.addresses import Address


class Kind(StrEnum):
    """What a mail is for us; only replies and new mails are somebody's words."""

    REPLY = "reply"
    NEW = "new"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    COMPLAINT = "complaint"
    CALENDAR = "calendar"


class BounceClass(StrEnum):
    """Whose fault a failed delivery is (MAIL-40); only a hard one speaks against the address."""

    HARD = "hard"
    SOFT = "soft"
    SENDER = "sender"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An attached file under a safe name; `is_inline` if the HTML shows it by its content id."""

    name: str
    type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of a delivery report; `suppress` is advice that needs a valid bounce token (MAIL-42)."""

    address: str
    action: str
    status: str
    reason: BounceClass
    suppress: bool
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    recipients: tuple[BouncedRecipient, ...] = ()
    message_id: str = ""
    envelope_id: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A feedback report (RFC 5965); `opts_out` unless the person said that it was not spam."""

    type: str
    opts_out: bool
    recipients: tuple[str, ...] = ()
    message_id: str = ""
    arrived: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPart:
    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: `visible`, `quoted` or `signature`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail as read; the pieces put together are the text again, to the letter."""

    kind: Kind
    from_: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    return_path: str | None
    subject: str
    date: datetime | None
    date_text: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    our_id: str  # the Message-ID that this house gave it, if it is one of ours that came back
    text: str
    pieces: tuple[Piece, ...]
    html: str
    files: tuple[IncomingFile, ...]
    automatic: str
    bounce: Bounce | None
    complaint: Complaint | None
    calendar: CalendarPart | None
    authentication_results: tuple[str, ...]
    hops: int
    warnings: tuple[str, ...]

    @property
    def visible(self) -> str:
        """The words to show at once."""
        return self._of("visible").strip()

    @property
    def quoted(self) -> str:
        """The words to fold away."""
        return self._of("quoted")

    @property
    def signature(self) -> str:
        return self._of("signature")

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address this mail was meant for, as headers and servers tell it."""
        return tuple(dict.fromkeys(self._recipients()))

    def _of(self, kind: str) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind == kind)

    def _recipients(self) -> Iterator[str]:
        yield from self.delivered_to
        for box in (*self.to, *self.cc):
            yield box.address
