"""The doors for mail: SMTP and LMTP listeners that say "250 OK" only once the raw bytes are safely kept."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.db import DatabaseError, close_old_connections, connections

log = logging.getLogger(__name__)

SIZE_LIMIT = 25 * 1024 * 1024
CONNECTION_LIMIT = 64
THREADS = 4
LONGEST_LINE = 1024 * 1024  # RFC 5321 allows 1,000; real mail does not care, and nothing may be lost

Keep = Callable[[bytes, str, list[str]], object]  # raw bytes, envelope sender, recipients; returns once committed


class Handler:
    """Hands each message to `keep` on a thread of its own, since keeping it writes to the database."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-in")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        raw = cast(bytes, envelope.original_content or envelope.content or b"")
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)  # a bounce has no sender
        recipients = [str(address) for address in envelope.rcpt_tos]
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, raw, sender, recipients)

    def close(self) -> None:
        """End the threads, each with its own database connection."""
        gate = threading.Barrier(THREADS)

        def leave() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                gate.wait(timeout=5)  # so that every thread takes one of these, none two
            connections.close_all()

        for _thread in range(THREADS):
            self._threads.submit(leave)
        self._threads.shutdown(wait=True)

    def _answer(self, raw: bytes, sender: str, recipients: list[str]) -> str:
        close_old_connections()
        try:
            self._keep(raw, sender, recipients)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the sending server must keep the mail and try again
            log.exception("A mail of %s bytes could not be kept; its sender was asked to try again.", len(raw))
            full = isinstance(error, DatabaseError) or getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
            return "452 4.3.1 No room at the moment, try again later" if full else "451 4.3.0 Try again later"
        finally:
            close_old_connections()
        return "250 2.0.0 Kept"


class Door(SMTP):  # type: ignore[misc]
    """aiosmtpd's server with long lines allowed and a bound on open connections."""

    line_length_limit = LONGEST_LINE
    _counted = False

    def __init__(self, *args: Any, open_doors: set[Door], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._open_doors = open_doors

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if len(self._open_doors) >= CONNECTION_LIMIT and self not in self._open_doors:
            stream = cast(asyncio.Transport, transport)
            stream.write(b"421 4.3.2 Too many connections, try again later\r\n")
            stream.close()
            return
        self._open_doors.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._open_doors:
            self._open_doors.discard(self)
            super().connection_lost(error)


class LocalDoor(Door, LMTP):  # type: ignore[misc]
    """The same for a mail server of one's own: LMTP, which wants one answer for each recipient (RFC 2033 4.2)."""

    show_smtp_greeting = False
    _owed = 0  # answers to the mail that is coming in

    async def push(self, status: Any) -> None:
        """Say it once, or once for each recipient when it is the answer to a whole mail."""
        text = status.decode("utf-8", "replace") if isinstance(status, bytes) else str(status)
        times, self._owed = max(self._owed, 1), 0
        if text.startswith("354"):
            self._owed = len(self.envelope.rcpt_tos)
        for _recipient in range(times):
            await super().push(status)


class Listener(Controller):  # type: ignore[misc]
    """One listening port on a thread of its own; `start()` returns once it listens."""

    def __init__(self, keep: Keep, host: str, port: int, hostname: str, *, is_local: bool = False) -> None:
        self._door = LocalDoor if is_local else Door
        self._open_doors: set[Door] = set()
        self._greeting_name = hostname
        super().__init__(Handler(keep), hostname=host, port=port, ready_timeout=10)

    def stop(self, no_assert: bool = False) -> None:
        super().stop(no_assert)
        self.handler.close()

    def factory(self) -> Door:
        return self._door(
            self.handler,
            open_doors=self._open_doors,
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            decode_data=False,
            hostname=self._greeting_name,
            ident="Rapport",
            timeout=120,
        )
