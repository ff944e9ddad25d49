from __future__ import annotations

from collections.abc import Iterator

import pytest

from rapport.channels.fake import FakeSession
from rapport.messaging import transport


@pytest.fixture
def outside() -> Iterator[FakeSession]:
    """The world beyond the port: it records what leaves and answers as scripted."""
    session = FakeSession()
    transport.connect(lambda: session)
    yield session
    transport.connect(None)
