"""An SMTP server on a raw socket that says exactly what a test tells it to, and remembers what it heard."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = b"drop"
SILENCE = b"silence"


@dataclass
class Script:
    """Answers by phase; RCPT takes the next of its list, and the last one stays."""

    banner: bytes = b"220 sink ready"
    ehlo: bytes = b"250-sink\r\n250 SIZE 1000000"
    auth: bytes = b"235 2.7.0 welcome"
    mail: bytes = b"250 2.1.0 ok"
    rcpt: list[bytes] = field(default_factory=lambda: [b"250 2.1.5 ok"])
    data: bytes = b"354 go on"
    dot: bytes = b"250 2.0.0 queued as 4711"
    drop_inside_data_after: int | None = None
    mails_per_connection: int = 1000
    heard: list[bytes] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    connections: int = 0


@contextmanager
def serving(script: Script) -> Iterator[int]:
    """Listen on a free port of this machine while the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, script), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _accept(listener: socket.socket, script: Script) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        script.connections += 1
        threading.Thread(target=_converse, args=(connection, script), daemon=True).start()


def _converse(connection: socket.socket, script: Script) -> None:
    rcpt = list(script.rcpt)
    done = 0
    with connection, connection.makefile("rb") as lines:
        if not _say(connection, script.banner):
            return
        for line in lines:
            script.heard.append(line)
            verb = line.split(b" ")[0].strip().upper()
            if verb == b"DATA" and script.data.startswith(b"354"):
                _say(connection, script.data)
                if script.drop_inside_data_after is not None:
                    lines.read(script.drop_inside_data_after)
                    # A reset, not a farewell: the sender learns it while it still writes.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                script.mails.append(_letter(lines))
                done += 1
                answer = script.dot
            else:
                answer = {
                    b"EHLO": script.ehlo,
                    b"AUTH": script.auth,
                    b"MAIL": script.mail,
                    b"RCPT": rcpt[0],
                    b"DATA": script.data,
                    b"RSET": b"250 ok",
                    b"QUIT": b"221 bye",
                }.get(verb, b"500 what?")
            if verb == b"RCPT" and len(rcpt) > 1:
                rcpt.pop(0)
            if not _say(connection, answer) or verb == b"QUIT" or done >= script.mails_per_connection:
                return


def _letter(lines) -> bytes:
    letter = []
    for line in lines:
        if line == b".\r\n":
            break
        letter.append(line)
    return b"".join(letter)


def _say(connection: socket.socket, answer: bytes) -> bool:
    if answer == SILENCE:
        connection.settimeout(5)
        with suppress(OSError):
            connection.recv(1)
        return False
    if answer == DROP:
        return False
    try:
        connection.sendall(answer + b"\r\n")
    except OSError:
        return False
    return True
