"""The port through which mail leaves: one kept session a thread, to the relay or to the Sandbox."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings

from rapport.channels.email.receipt import MailSession
from rapport.channels.email.smtp import Server, SmtpSession

_local = threading.local()
_make: Callable[[], MailSession] | None = None


def server() -> Server:
    """Where mail is submitted: the configured server, else the Sandbox on this machine."""
    smtp = settings.SMTP
    if smtp is None:
        return Server("127.0.0.1", settings.SANDBOX_PORT, "clear", our_name=settings.MAIL_DOMAIN)
    security = {"none": "clear", "starttls": "starttls", "tls": "tls"}[smtp.security]
    return Server(smtp.host, smtp.port, security, smtp.user, smtp.password, settings.MAIL_DOMAIN)  # type: ignore[arg-type]


def session() -> MailSession:
    """This thread's open session."""
    if _make is not None:
        return _make()
    found: MailSession | None = getattr(_local, "session", None)
    if found is None:
        found = _local.session = SmtpSession(server())
    return found


def connect(make: Callable[[], MailSession] | None) -> None:
    """Put another session behind the port (a fake, in tests), or the real one again with None."""
    global _make
    _make = make
