"""What a sending session promises and what it answers: the port that SMTP, providers and the fake all fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Literal, Protocol

from rapport.lib.errors import ChannelError

About = Literal["recipient", "message", "connection"]


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail to one recipient, ready for the wire; its lines end in CRLF and its dots are not yet stuffed."""

    sender: str
    recipient: str
    content: bytes


class Fate(StrEnum):
    """What became of one mail: only `uncertain` may have gone without our knowing it (RFC 1047)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one envelope, in the server's words, and what it was that was refused."""

    fate: Fate
    code: int = 0
    enhanced: str = ""
    text: str = ""
    retry_after: timedelta | None = None
    is_about: About = "message"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the server said about one recipient; accepted means accepted, not delivered (MAIL-51)."""

    address: str
    accepted: bool
    code: int
    enhanced: str = ""
    text: str = ""

    @property
    def is_permanent(self) -> bool:
        return not self.accepted and 500 <= self.code < 600


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server took the mail for at least one recipient; `text` often names its queue id."""

    outcomes: tuple[Outcome, ...]
    code: int = 250
    text: str = ""

    @property
    def accepted(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if one.accepted)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if not one.accepted)


class RecipientsRefused(ChannelError):
    """Nobody was accepted; `outcomes` says why for each, and the mail itself never left."""

    outcomes: tuple[Outcome, ...] = ()


class MailSession(Protocol):
    def send(self, envelope_from: str, recipients: Sequence[str], wire: bytes) -> Receipt: ...

    def submit(self, window: Sequence[Envelope]) -> list[Answer]:
        """Offer a window of mails; one answer each, in order, whatever the net or the server does."""
        ...

    def close(self) -> None: ...
