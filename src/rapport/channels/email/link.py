"""One open SMTP connection as bytes out and whole replies in, never longer than the time given."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from typing import NamedTuple

_LINE = re.compile(rb"([2-5]\d\d)(?:([ -])([^\r]*))?\r?\Z")
_MAX_REPLY = 32 * 1024
_PIECE = 64 * 1024


class Reply(NamedTuple):
    """One whole reply, its lines joined."""

    code: int
    text: bytes


class Broken(Exception):
    """The connection is of no further use: it hung up, or took no more bytes."""


class Silent(Broken):
    """The server said nothing in time."""


class Closing(Broken):
    """The server said 421: it closes the connection, whatever it was asked."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"{reply.code} {reply.text.decode('utf-8', 'replace')}")
        self.reply = reply


class Garbled(Broken):
    """The server said something that cannot be the reply to what was asked."""


class OutOfStep(Garbled):
    """The server answered a part of a group as if it had not heard the rest: it cannot do PIPELINING."""


class Link:
    """A connection that smtplib opened and secured, read by us so that we know which bytes had left."""

    def __init__(self, smtp: smtplib.SMTP, step: float) -> None:
        if smtp.sock is None:
            raise Broken("The connection is gone.")
        self.smtp = smtp
        self.features: dict[str, str] = smtp.esmtp_features
        self.deadline = time.monotonic() + step
        self.heard = 0
        self.is_dirty = False  # a transaction stands open that the next mail must not fall into
        self._sock: socket.socket = smtp.sock
        self._step = step
        self._unread = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._code = b""
        with suppress(OSError):
            # The last piece of a group must not wait until the one before is acknowledged.
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, octets: bytes) -> None:
        """Hand bytes to the system; after Broken nobody knows how many of them it took."""
        try:
            for at in range(0, len(octets), _PIECE):
                self._sock.settimeout(self._left(time.monotonic() + self._step))
                self._sock.sendall(octets[at : at + _PIECE])
        except OSError as error:
            raise Broken(str(error)) from error

    def hear(self) -> Reply:
        """Return the reply to a command, or raise Closing if it was 421."""
        reply = self.read(self._step)
        if reply.code == 421:
            raise Closing(reply)
        return reply

    def read(self, wait: float) -> Reply:
        """Return the next whole reply, waiting at most so long for it and never past the deadline."""
        end = time.monotonic() + wait
        try:
            while (found := self._whole()) is None:
                self._sock.settimeout(self._left(end))
                piece = self._sock.recv(_PIECE)
                if not piece:
                    raise Broken("The server hung up.")
                self._unread += piece
        except TimeoutError as error:
            raise Silent("The server did not answer in time.") from error
        except OSError as error:
            raise Broken(str(error)) from error
        return found

    def unasked(self) -> Reply | None:
        """Return what the server says though nobody asked, None if it is quiet; Broken if it hung up."""
        try:
            self._sock.settimeout(0)
            # What smtplib read too much of would be taken for the answer to something else.
            early = self.smtp.file.peek(1) if self.smtp.file is not None else b""
            piece = b"" if early else self._sock.recv(_PIECE)
        except (BlockingIOError, ssl.SSLWantReadError):
            early = piece = b""
        except (OSError, ValueError) as error:
            raise Broken(str(error)) from error
        else:
            if early or not piece:
                raise Broken("The server spoke out of turn." if early else "The server hung up.")
        self._unread += piece
        found = self._whole()
        if found is None and (self._unread or self._lines):
            raise Garbled("The server began to speak out of turn.")
        return found

    def is_quiet(self) -> bool:
        """Whether the server has neither hung up nor said anything that nobody asked for."""
        try:
            self.expect_quiet()
        except Broken:
            return False
        return True

    def expect_quiet(self) -> None:
        """Raise Broken if the server has hung up or said anything that nobody asked for."""
        if self.unasked() is not None:
            raise Garbled("The server spoke out of turn.")

    def has_more(self) -> bool:
        """Whether something was read already that nobody asked for."""
        return bool(self._unread or self._lines)

    def is_late(self) -> bool:
        """Whether the time for all is over, so that a silence says nothing of the server."""
        return time.monotonic() >= self.deadline

    def rest(self) -> None:
        """Give the socket its usual patience back."""
        self._sock.settimeout(self._step)

    def _left(self, end: float) -> float:
        left = min(end, self.deadline) - time.monotonic()
        if left <= 0:
            raise TimeoutError("The server took too long.")
        return left

    def _whole(self) -> Reply | None:
        while (end := self._unread.find(b"\n")) >= 0:
            line = _LINE.match(self._unread[:end])
            self._size += end + 1
            if line is None or (self._code and line[1] != self._code) or self._size > _MAX_REPLY:
                raise Garbled(f"The server said {self._unread[:80]!r}.")
            self._unread = self._unread[end + 1 :]
            self._lines.append(line[3] or b"")
            self._code = line[1]
            if line[2] != b"-":
                reply = Reply(int(self._code), b" ".join(self._lines))
                self._lines, self._size, self._code = [], 0, b""
                self.heard += 1
                return reply
        if len(self._unread) > _MAX_REPLY:
            raise Garbled("The server's reply has no end.")
        return None
