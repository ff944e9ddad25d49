"""The loop: a page is claimed, and leaves in windows of which at most one is ever in doubt.

Each window is built first, marked and judged in one short transaction that also records the window before it,
and submitted outside of any.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone

from rapport.channels.email.receipt import Answer, Envelope
from rapport.db import installation
from rapport.db.claims import Claim
from rapport.lib.faults import reached
from rapport.messaging import transport
from rapport.messaging.queries import wire
from rapport.messaging.queries.outgoing import outgoing
from rapport.messaging.queries.wire import Ready
from rapport.messaging.services.outbox import claiming, door
from rapport.messaging.services.outbox.record import Submitted, record
from rapport.messaging.transport import Line

PAGE_SECONDS = 5.0  # after this the lane looks anew: for what is more urgent, for a stop, for the end of the worker
MOST_BYTES = 8_000_000  # in memory at once, but for a single mail


def send_due(lanes: Collection[str]) -> int:
    """Send what is due in these lanes; returns how many deliveries were taken in hand."""
    line = transport.line()
    if line.is_resting or not installation.may_send():
        return 0
    reached("before the claim")
    page = claiming.take(lanes)
    reached("after the claim")
    return _Page(page, line).send() if page.ids else 0


class _Page:
    """The deliveries of one claim on their way through one line."""

    def __init__(self, page: Claim, line: Line) -> None:
        self.page, self.line = page, line
        self.left = sorted(page.ids)
        self.submitted: Submitted = ()
        self.began = self.renewed = time.monotonic()

    def send(self) -> int:
        """Send window after window; returns how many were taken in hand and not given back."""
        while self.left and not self.line.is_resting and time.monotonic() - self.began < PAGE_SECONDS:
            self._keep_lease()
            window = self._built()
            reached("words opened")
            leaving = self._marked(window)
            if leaving:
                self._submit(leaving)
        if self.submitted:
            with transaction.atomic():
                self._record()
            reached("recorded and committed")
        claiming.give_back(self.page, self.left)
        reached("given back")
        return len(self.page.ids) - len(self.left)

    def _built(self) -> list[Ready]:
        """The next window as mails, cut where they grow too large to keep in memory together."""
        ids, self.left = self.left[: self.line.window], self.left[self.line.window :]
        built = wire.ready(outgoing(ids))
        size = 0
        for at, ready in enumerate(built):
            size += len(ready.envelope.content) if ready.envelope else 0
            if at and size > MOST_BYTES:
                self.left = [one.row.id for one in built[at:]] + self.left
                return built[:at]
        return built

    def _marked(self, window: Sequence[Ready]) -> list[Ready]:
        """One transaction: what the last window came to, and which of this one may leave."""
        with transaction.atomic():
            self._record()
            leaving = door.pass_door(self.page.token, window, timezone.now())
            reached("marked, not committed")
        reached("marked and committed")
        return leaving

    def _record(self) -> None:
        if self.submitted:
            record(self.page.token, self.submitted, timezone.now())
            reached("recorded, not committed")
            self.submitted = ()

    def _submit(self, leaving: Sequence[Ready]) -> None:
        """Hand the window to the line, outside of any transaction."""
        envelopes = [ready.envelope for ready in leaving if ready.envelope is not None]
        started = time.monotonic()
        reached("before the window leaves")
        answers = self.line.session.submit(envelopes)
        reached("after the window left")
        self.submitted = list(zip(leaving, answers, strict=True))
        self._learn(envelopes, answers, time.monotonic() - started)

    def _learn(self, envelopes: Sequence[Envelope], answers: Sequence[Answer], seconds: float) -> None:
        self.line.took(len(envelopes), seconds)
        if any(answer.is_about == "connection" for answer in answers):
            self.line.broke()
        else:
            self.line.held()

    def _keep_lease(self) -> None:
        if time.monotonic() - self.renewed > claiming.LEASE_SECONDS / 3:
            claiming.hold_longer(self.page, self.left)
            self.renewed = time.monotonic()
