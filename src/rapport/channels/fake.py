"""A session that sends nothing: it records every mail and answers as the test scripts it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapport.channels.email.receipt import Outcome, Receipt


@dataclass(frozen=True, slots=True)
class Sent:
    envelope_from: str
    recipients: tuple[str, ...]
    wire: bytes


@dataclass(slots=True)
class FakeSession:
    """Plays the script one answer a mail (an error is raised, a receipt returned), then accepts everything."""

    script: deque[Receipt | Exception] = field(default_factory=deque)
    sent: list[Sent] = field(default_factory=list)
    attempts: list[Sent] = field(default_factory=list)
    is_closed: bool = False

    def will(self, *answers: Receipt | Exception) -> FakeSession:
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
        return answer

    def close(self) -> None:
        self.is_closed = True


def _accepting(recipients: Sequence[str]) -> Receipt:
    return Receipt(tuple(Outcome(address, True, 250, "2.1.5", "OK") for address in recipients), 250, "queued")
