"""What a mail in the Sandbox looks like to the one who received it: pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rapport.channels.email.incoming import Incoming


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the list: who writes to whom, about what."""

    from_name: str = ""
    from_address: str = ""
    to_name: str = ""
    to_address: str = ""
    subject: str = ""
    preview: str = ""
    files: int = 0

    @property
    def sender(self) -> str:
        return self.from_name or self.from_address

    @property
    def recipient(self) -> str:
        return self.to_name or self.to_address


@dataclass(frozen=True, slots=True)
class Row:
    """A mail in the list; without a summary its words were destroyed with the key of the house."""

    id: int
    arrived_at: datetime
    is_unread: bool
    summary: Summary


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Everything that one address received."""

    key: str
    address: str
    name: str
    total: int
    unread: int
    newest_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail opened: the bytes as they would have left, and what a mail program reads in them."""

    row: Row
    box: str
    envelope_from: str
    recipient: str
    raw: bytes
    mail: Incoming

    @property
    def head(self) -> str:
        """The header lines as they stand."""
        lines = self.raw.replace(b"\r\n", b"\n")
        return lines.partition(b"\n\n")[0].decode("utf-8", "replace")

    @property
    def answer_to(self) -> str:
        """Where an answer goes: Reply-To, else From (RFC 5322 3.6.2)."""
        boxes = [box.address for box in self.mail.reply_to if box.address]
        return boxes[0] if boxes else self.mail.from_.address
