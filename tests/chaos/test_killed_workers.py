"""Workers are killed with SIGKILL under load: nothing is lost, nothing sent twice but what is shown as uncertain."""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connections
from django.utils import timezone

from rapport.channels.email.smtp import Server, SmtpSession
from rapport.config.management import ports
from rapport.messaging import services, transport
from rapport.messaging.models import Delivery
from rapport.messaging.services.outbox import claiming
from rapport.messaging.tests import make
from rapport.people.tests import make as people
from tests.support.forks import fork, kill

MAILS = 80
KILLS = 10
ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Counts the bodies it accepted, by Message-ID."""

    def __init__(self) -> None:
        self.bodies: Counter[str] = Counter()
        self.lock = threading.Lock()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = ID.search(envelope.content)
        with self.lock:
            self.bodies[found.group(1).decode() if found else "?"] += 1
        await asyncio.sleep(0.002)  # long enough that a kill may fall between the dot and the answer
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler = Sink()
    port = ports.free_ports(1)[0]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def work(port: int, lease: float) -> None:
    """A worker: its own session, until it is killed."""
    session = SmtpSession(Server("127.0.0.1", port, "clear"))
    transport.connect(lambda: session)
    claiming.LEASE_SECONDS = lease
    claiming.PAGE = 10
    while True:
        services.free_lapsed()
        if not services.send_due(("normal",)):
            time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_and_nothing_is_doubled_in_silence(sink: tuple[Sink, int]) -> None:
    handler, port = sink
    seed = random.randrange(1_000_000)
    dice = random.Random(seed)
    for n in range(MAILS):
        make.sent(people.person(f"Candidate {n}", f"c{n}@example.org"))
    for _kill in range(KILLS):
        pids = [fork(lambda: work(port, 1.0)) for _ in range(2)]
        time.sleep(dice.uniform(0.05, 0.35))
        kill(pids)
    pids = [fork(lambda: work(port, 1.0)) for _ in range(2)]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        open_rows = Delivery.objects.filter(state__in=["queued", "claimed", "submitting", "deferred"]).count()
        connections.close_all()
        if not open_rows:
            break
        Delivery.objects.filter(state="deferred").update(due_at=timezone.now())
        time.sleep(0.2)
    kill(pids)
    states = Counter(Delivery.objects.values_list("state", flat=True))
    assert sum(states.values()) == MAILS, (seed, states)
    assert set(states) <= {"sent", "uncertain"}, (seed, states)
    for delivery in Delivery.objects.select_related("message"):
        arrived = handler.bodies[delivery.message.message_id]
        if delivery.state == "sent":
            assert arrived == 1, (seed, delivery.pk)
        else:
            assert arrived <= 1, (seed, delivery.pk)
    # Every kill leaves at most a window in doubt, on each of the two lines.
    assert states["uncertain"] <= 2 * KILLS * transport.WINDOW, (seed, states)
