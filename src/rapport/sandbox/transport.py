"""The port through which a candidate's answer comes back: SMTP to our own inbound listener, as from any mail server."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from rapport.channels.email.receipt import MailSession
from rapport.channels.email.smtp import Server, SmtpSession
from rapport.lib.errors import ChannelError, Invalid
from rapport.sandbox.letters import Posting

_make: Callable[[], MailSession] | None = None


def submit(posting: Posting) -> None:
    """Hand the mail to the listener; it is kept once this returns."""
    session = _session()
    try:
        session.send(posting.envelope_from, [posting.recipient], posting.wire)
    except ChannelError as error:
        raise Invalid(
            _(
                "The mail listener at port %(port)d did not take this mail: %(why)s. "
                "`rapport run` and `rapport listen` start it."
            )
            % {"port": settings.LISTENER_PORT, "why": str(error).rstrip(".")}
        ) from error
    finally:
        session.close()


def connect(make: Callable[[], MailSession] | None) -> None:
    """Put another session behind the port (a fake, in tests), or the real one again with None."""
    global _make
    _make = make


def _session() -> MailSession:
    if _make is not None:
        return _make()
    if not settings.LISTENER_PORT:
        raise Invalid(
            _(
                "No mail listener is known here. Start everything with `rapport run`, or set RAPPORT_LISTENER_PORT "
                "for `rapport serve` and `rapport listen` alike."
            )
        )
    host = "127.0.0.1" if settings.LISTENER_HOST in {"", "0.0.0.0", "::"} else settings.LISTENER_HOST
    return SmtpSession(Server(host, settings.LISTENER_PORT, "clear", our_name="sandbox.localhost", timeout=15.0))
