"""A session that sends nothing: it records every mail and answers as the test scripts it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapport.channels.email import replies
from rapport.channels.email.receipt import Answer, Envelope, Fate, Outcome, Receipt
from rapport.lib.errors import ChannelError


@dataclass(frozen=True, slots=True)
class Sent:
    envelope_from: str
    recipients: tuple[str, ...]
    wire: bytes


@dataclass(slots=True)
class FakeSession:
    """Plays the script one answer a mail (an error is raised, a receipt returned), then accepts everything.

    `sent` is what the server took for certain, `attempts` is what was offered, `windows` how it was offered.
    """

    script: deque[Receipt | Answer | Exception] = field(default_factory=deque)
    sent: list[Sent] = field(default_factory=list)
    attempts: list[Sent] = field(default_factory=list)
    windows: list[list[Envelope]] = field(default_factory=list)
    is_closed: bool = False

    def will(self, *answers: Receipt | Answer | Exception) -> FakeSession:
        """Append answers to the script."""
        self.script.extend(answers)
        return self

    def send(self, envelope_from: str, recipients: Sequence[str], wire: bytes) -> Receipt:
        mail = Sent(envelope_from, tuple(recipients), wire)
        self.attempts.append(mail)
        answer = self.script.popleft() if self.script else _accepting(recipients)
        if isinstance(answer, Exception):
            raise answer
        self.sent.append(mail)
        return _accepting(recipients) if isinstance(answer, Answer) else answer

    def submit(self, window: Sequence[Envelope]) -> list[Answer]:
        self.windows.append(list(window))
        return [self._answer(envelope) for envelope in window]

    def close(self) -> None:
        self.is_closed = True

    def _answer(self, envelope: Envelope) -> Answer:
        mail = Sent(envelope.sender, (envelope.recipient,), envelope.content)
        self.attempts.append(mail)
        said = self.script.popleft() if self.script else Answer(Fate.ACCEPTED, 250, "2.0.0", "2.0.0 queued")
        if isinstance(said, ChannelError):
            said = replies.answer_of(said)
        elif isinstance(said, Exception):
            raise said
        elif isinstance(said, Receipt):
            first = said.outcomes[0]
            said = replies.answer(first.code, first.text.encode(), "recipient")
        if said.fate is Fate.ACCEPTED:
            self.sent.append(mail)
        return said


def _accepting(recipients: Sequence[str]) -> Receipt:
    return Receipt(tuple(Outcome(address, True, 250, "2.1.5", "OK") for address in recipients), 250, "queued")
