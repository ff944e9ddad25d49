"""The port through which mail leaves: one kept line a thread, to the relay or to the Sandbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from rapport.channels.email.receipt import MailSession
from rapport.channels.email.smtp import Server, SmtpSession

WINDOW = 20  # no more may be uncertain after a crash, and no more leave after a stop
WINDOW_SECONDS = 1.0
LONGEST_REST = 60.0

_local = threading.local()
_make: Callable[[], MailSession] | None = None


@dataclass(slots=True)
class Line:
    """A session with what this thread has learnt of it: how fast it takes mail, and whether it is down."""

    session: MailSession
    seconds_per_mail: float = WINDOW_SECONDS / 5  # a guess, until the first window has told
    faults: int = 0
    rests_until: float = 0.0

    @property
    def window(self) -> int:
        """How many mails one second of expected sending is, at most a window."""
        return max(1, min(WINDOW, int(WINDOW_SECONDS / self.seconds_per_mail)))

    @property
    def is_resting(self) -> bool:
        return time.monotonic() < self.rests_until

    def took(self, count: int, seconds: float) -> None:
        self.seconds_per_mail = max(0.5 * self.seconds_per_mail + 0.5 * seconds / count, 1e-6)

    def held(self) -> None:
        self.faults, self.rests_until = 0, 0.0

    def broke(self) -> None:
        """Leave the line in peace for a moment, longer with every failure in a row."""
        self.faults += 1
        self.rests_until = time.monotonic() + min(2.0 ** min(self.faults - 1, 10), LONGEST_REST)


def server() -> Server:
    """Where mail is submitted: the configured server, else the Sandbox on this machine."""
    smtp = settings.SMTP
    if smtp is None:
        return Server("127.0.0.1", settings.SANDBOX_PORT, "clear", our_name=settings.MAIL_DOMAIN)
    security = {"none": "clear", "starttls": "starttls", "tls": "tls"}[smtp.security]
    return Server(smtp.host, smtp.port, security, smtp.user, smtp.password, settings.MAIL_DOMAIN)  # type: ignore[arg-type]


def line() -> Line:
    """This thread's line, opened at the first mail."""
    found: Line | None = getattr(_local, "line", None)
    made_by = getattr(_local, "made_by", None)
    if found is None or made_by is not _make:
        found = _local.line = Line(_make() if _make is not None else SmtpSession(server()))
        _local.made_by = _make
    return found


def connect(make: Callable[[], MailSession] | None) -> None:
    """Put another session behind the port (a fake, in tests), or the real one again with None."""
    global _make
    _make = make
