"""How a connection to the relay opens: verified TLS without a way down to clear text, signed in, in limited time."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from rapport.channels.email import replies
from rapport.lib.errors import ChannelError


@dataclass(frozen=True, slots=True)
class Server:
    """Where to submit mail; `clear` is for a relay on the same machine and never carries a password.

    `timeout` bounds one step in seconds, `patience` everything that one window of mails may take.
    """

    host: str
    port: int = 587
    security: Literal["tls", "starttls", "clear"] = "starttls"
    username: str = ""
    password: str = ""
    our_name: str = "localhost"
    timeout: float = 30.0
    context: ssl.SSLContext | None = None
    patience: float = 120.0


def opened(server: Server, patience: float) -> smtplib.SMTP:
    """Connect, secure, sign in; a failure here is about the relay, never about one mail, so it is temporary."""
    if server.username and server.security == "clear":
        raise ChannelError("A password is never sent over a connection in clear text.")
    smtp: smtplib.SMTP | None = None
    guard = _Guard(patience)
    try:
        where = (server.host, server.port, server.our_name)
        timeout = max(0.001, min(server.timeout, patience))
        if server.security == "tls":
            smtp = _GuardedTLS(*where, timeout=timeout, context=server.context or _trust(), guard=guard)
        else:
            smtp = _Guarded(*where, timeout=timeout, guard=guard)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            # Nothing said before the handshake counts after it: smtplib drops its reader together with the features.
            smtp.starttls(context=server.context or _trust())
            smtp.ehlo_or_helo_if_needed()
        if server.username:
            smtp.login(server.username, server.password)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        if smtp is not None:
            smtp.close()
        raise replies.unavailable(error) from error
    finally:
        guard.cancel()
    return smtp


@cache
def _trust() -> ssl.SSLContext:
    """The authorities of this machine; reading them takes longer than a whole window."""
    return ssl.create_default_context()


class _Guard:
    """Ends an opening that takes too long in all, where a server drips a byte before each time-out."""

    def __init__(self, patience: float) -> None:
        self.smtp: smtplib.SMTP | None = None
        self._patience = patience
        self._is_done = threading.Event()
        threading.Thread(target=self._watch, name="smtp-opening", daemon=True).start()

    def cancel(self) -> None:
        self._is_done.set()

    def _watch(self) -> None:
        wait = self._patience
        while not self._is_done.wait(wait):
            wait = 0.1
            sock = self.smtp.sock if self.smtp is not None else None
            if sock is not None:
                with suppress(OSError):
                    # The raw shutdown: that of a TLS socket would go on reading as clear text.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Guarded(smtplib.SMTP):
    def __init__(self, *where: Any, guard: _Guard, **rest: Any) -> None:
        guard.smtp = self
        super().__init__(*where, **rest)


class _GuardedTLS(smtplib.SMTP_SSL):
    def __init__(self, *where: Any, guard: _Guard, **rest: Any) -> None:
        guard.smtp = self
        super().__init__(*where, **rest)
