from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from rapport.channels.email.receipt import Outcome, Receipt
from rapport.sandbox import transport


class Listener:
    """Stands behind the port in place of our inbound listener, and remembers what came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, list[str], bytes]] = []

    def send(self, envelope_from: str, recipients: Sequence[str], wire: bytes) -> Receipt:
        self.came.append((envelope_from, list(recipients), wire))
        return Receipt(tuple(Outcome(to, True, 250) for to in recipients))

    def close(self) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()
    transport.connect(lambda: heard)
    yield heard
    transport.connect(None)
