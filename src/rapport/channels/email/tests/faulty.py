"""An SMTP server that keeps the rules and breaks wherever a test tells it to; it knows which mails it took.

What becomes of a mail is written in its addresses: `r550@` is refused at RCPT, a sender `m451@` at MAIL,
`d554@` at DATA, `x552@` at the dot, and `w@` is promised a text at DATA though RCPT was refused.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

Lie = Literal[
    "", "forgets", "forgets after dot", "doubles", "foreshadows", "shifts", "asks again", "hangs up at groups"
]


@dataclass
class Faulty:
    """Where the server breaks, one entry a connection (and soundly after the last), and what it saw."""

    cut_words: list[int | None] = field(default_factory=list)  # hang up after so many bytes said
    cut_ears: list[int | None] = field(default_factory=list)  # hang up after so many bytes heard
    stall: bool = False  # fall silent instead of hanging up
    reset: bool = False  # hang up with RST instead of FIN
    features: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 1000000")
    lie: Lie = ""
    piece: int = 1 << 20  # say so many bytes at once
    pause: float = 0.0
    many_lines: bool = False
    mails_per_connection: int = 1000
    tls: ssl.SSLContext | None = None  # offer STARTTLS
    injected: str = ""  # what somebody in between adds in clear text behind the answer to STARTTLS
    taken: list[bytes] = field(default_factory=list)
    lone_dots: int = 0
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    said: int = 0
    errors: list[Exception] = field(default_factory=list)


class _HungUp(Exception):
    pass


@contextmanager
def serving(faulty: Faulty) -> Iterator[int]:
    """Listen on a free port of this machine while the block runs; after it everything heard was judged."""
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()
    thread = threading.Thread(target=_accept, args=(listener, faulty, is_over), daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        is_over.set()
        with socket.socket() as waker:
            waker.connect(listener.getsockname())
        thread.join(10)
        listener.close()
        assert not thread.is_alive() and not faulty.errors, faulty.errors


def _accept(listener: socket.socket, faulty: Faulty, is_over: threading.Event) -> None:
    while True:
        connection, _ = listener.accept()
        if is_over.is_set():
            connection.close()
            return
        number = faulty.connections
        faulty.connections += 1
        talk = _Talk(connection, faulty, number)
        try:
            talk.run()
        except _HungUp:
            if faulty.stall:
                _wait_for_farewell(talk.connection)
            elif faulty.reset:
                talk.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass
        except Exception as error:
            faulty.errors.append(error)
        finally:
            talk.connection.close()


def _wait_for_farewell(connection: socket.socket) -> None:
    try:
        connection.settimeout(5)
        while connection.recv(65536):
            pass
    except OSError:
        pass


class _Talk:
    def __init__(self, connection: socket.socket, faulty: Faulty, number: int) -> None:
        self.connection, self.faulty = connection, faulty
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.words = faulty.cut_words[number] if number < len(faulty.cut_words) else None
        self.ears = faulty.cut_ears[number] if number < len(faulty.cut_ears) else None
        self.unread = b""
        self.sender: str | None = None
        self.recipient: str | None = None
        self.mails = 0

    def run(self) -> None:
        self.say("220 faulty ready")
        while True:
            line = self.line()
            self.faulty.heard.append(line)
            verb = line[:4].upper()
            if self.faulty.lie == "hangs up at groups" and self.unread:
                return
            if verb == b"QUIT":
                self.say("221 bye")
                return
            self.command(verb, line)
            if self.faulty.lie == "forgets" and verb in {b"MAIL", b"RCPT"}:
                self.unread = b""
            if self.mails >= self.faulty.mails_per_connection:
                return

    def command(self, verb: bytes, line: bytes) -> None:
        if verb == b"EHLO":
            is_clear = self.faulty.tls is not None and not isinstance(self.connection, ssl.SSLSocket)
            lines = ("faulty", "STARTTLS") if is_clear else ("faulty", *self.faulty.features)
            self.say(*[f"250{'-' if n < len(lines) - 1 else ' '}{words}" for n, words in enumerate(lines)])
        elif verb == b"STAR" and self.faulty.tls is not None:
            self.connection.sendall(f"220 go\r\n{self.faulty.injected}".encode())
            self.connection = self.faulty.tls.wrap_socket(self.connection, server_side=True)
            self.unread = b""
        elif verb == b"RSET":
            self.sender = self.recipient = None
            self.say("250 2.0.0 reset")
        elif verb == b"MAIL":
            address = _address(line)
            if self.sender is not None:
                self.say("503 5.5.1 nested MAIL")
            elif code := _code(address, "m"):
                self.say(f"{code} {code // 100}.3.0 no mail from you")
            else:
                self.sender = address
                self.say("250 2.1.0 sender fine")
                if self.faulty.lie == "shifts" and self.mails:
                    self.say("250 2.1.0 sender fine")
        elif verb == b"RCPT":
            address = _address(line)
            if self.sender is None:
                self.say("503 5.5.1 MAIL first")
            elif (code := _code(address, "r")) or address.startswith("w@"):
                self.say(f"{code or 550} {(code or 550) // 100}.1.1 no such user")
                self.recipient = "nobody" if address.startswith("w@") else None
            else:
                self.recipient = address
                self.say("250 2.1.5 recipient fine")
        elif verb == b"DATA":
            self.data()
        else:
            self.say("500 5.5.2 what?")

    def data(self) -> None:
        if self.recipient is None:
            self.say("503 5.5.1 no valid recipients")
        elif code := _code(self.recipient, "d"):
            self.say(f"{code} {code // 100}.3.0 no text from you")
        else:
            self.say("354 go on")
            self.text()

    def text(self) -> None:
        letter: list[bytes] = []
        if self.faulty.lie == "foreshadows":
            self.unread = self.line() + self.unread
            self.say("250 2.0.0 chunk")
        while (line := self.line()) != b".\r\n":
            letter.append(line[1:] if line.startswith(b".") else line)
        recipient, self.sender, self.recipient = self.recipient or "", None, None
        if self.faulty.lie == "forgets after dot":
            self.unread = b""
        if recipient == "nobody" or not letter:
            self.faulty.lone_dots += not letter
            self.say("554 5.5.1 no valid recipients")
        elif code := _code(recipient, "x"):
            self.say(f"{code} {code // 100}.6.0 not this text")
        else:
            # Judged here: from now on the mail is the server's, whether or not anybody learns it.
            self.faulty.taken.append(b"".join(letter))
            self.mails += 1
            self.say("354 more" if self.faulty.lie == "asks again" else "250 2.0.0 queued")
            if self.faulty.lie == "doubles":
                self.say("250 2.0.0 queued")

    def line(self) -> bytes:
        while (end := self.unread.find(b"\n")) < 0:
            piece = self.connection.recv(65536 if self.ears is None else max(1, min(65536, self.ears)))
            if not piece:
                raise OSError("gone")
            if self.ears is not None:
                self.ears -= len(piece)
                if self.ears <= 0:
                    raise _HungUp
            self.unread += piece
        line, self.unread = self.unread[: end + 1], self.unread[end + 1 :]
        return line

    def say(self, *lines: str) -> None:
        if self.faulty.many_lines and len(lines) == 1 and not lines[0].startswith(("220", "354")):
            code, _, words = lines[0].partition(" ")
            lines = (f"{code}-one", f"{code}-two", f"{code} {words}")
        octets = "".join(f"{one}\r\n" for one in lines).encode()
        is_cut = self.words is not None and self.words < len(octets)
        octets = octets[: self.words] if is_cut else octets
        for at in range(0, len(octets), self.faulty.piece):
            self.connection.sendall(octets[at : at + self.faulty.piece])
            self.faulty.said += len(octets[at : at + self.faulty.piece])
            if self.faulty.pause:
                time.sleep(self.faulty.pause)
        if self.words is not None:
            self.words -= len(octets)
        if is_cut:
            raise _HungUp


def _address(line: bytes) -> str:
    found = re.search(rb"<([^>]*)>", line)
    assert found
    return found[1].decode()


def _code(address: str, phase: str) -> int:
    found = re.match(rf"{phase}(\d\d\d)", address)
    return int(found[1]) if found else 0
