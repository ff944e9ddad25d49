"""Givens of the outbox: rows made due in sets, a sink that a test can watch and stop, workers in threads."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

from rapport.channels.email.receipt import Answer, Envelope, Fate
from rapport.messaging import services, transport
from rapport.messaging.models import Message
from rapport.messaging.tests import make
from rapport.people.tests import make as people

LANES = ("urgent", "normal", "bulk")
ACCEPTED = Answer(Fate.ACCEPTED, 250, "2.0.0", "queued")


def queued(count: int, *, domain: str = "example.org", **fields: Any) -> list[Message]:
    """So many mails to so many people, all due now."""
    began = Message.objects.count()
    return [make.sent(people.person(f"Candidate {n}", f"c{n}@{domain}"), **fields) for n in range(began, began + count)]


def sweep(*lanes: str) -> int:
    """One turn of the sweep, on a line that does not rest and has learnt to fill a window."""
    line = transport.line()
    line.rests_until, line.seconds_per_mail = 0.0, 0.001
    return services.send_due(lanes or LANES)


class Sink:
    """A session several threads may share: it counts bodies by recipient, and calls `before` ahead of each window."""

    def __init__(
        self,
        before: Callable[[], None] = lambda: None,
        answer: Callable[[Envelope], Answer] = lambda envelope: ACCEPTED,
    ) -> None:
        self.bodies: Counter[str] = Counter()
        self.contents: dict[str, list[bytes]] = {}
        self.windows: list[int] = []
        self._before, self._answer, self._lock = before, answer, threading.Lock()

    def submit(self, window: Sequence[Envelope]) -> list[Answer]:
        self._before()
        answers = [self._answer(envelope) for envelope in window]
        with self._lock:
            self.windows.append(len(window))
            for envelope, answer in zip(window, answers, strict=True):
                self.contents.setdefault(envelope.recipient, []).append(envelope.content)
                self.bodies[envelope.recipient] += answer.fate is Fate.ACCEPTED
        return answers

    def plug_in(self) -> Sink:
        """Put it behind the port; the fixture `outside` takes it away again."""
        transport.connect(lambda: self)  # type: ignore[arg-type,return-value]
        return self

    def close(self) -> None:
        """Nothing is open."""


def in_threads(count: int, work: Callable[[], None]) -> list[BaseException]:
    """Run the same work in so many threads, each with its own connection; returns what they raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised
