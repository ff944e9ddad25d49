"""Mail out through the whole outbox into a local sink, and mail in from the door to the timeline."""

from __future__ import annotations

import email
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from rapport.channels.email.smtp import Server, SmtpSession
from rapport.demo import queries
from rapport.demo.bench import place
from rapport.demo.bench.figures import Times, line
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import RapportError
from rapport.messaging import services, transport
from rapport.messaging.domain import Recipient, SendRequest
from rapport.people.models import ContactPoint

FILING = 10  # ms of CPU: a hundred mails a second and core
HTML = "<p>Hello,</p>" + "<p>Thank you for the talk we had; this is what comes next, and when.</p>" * 12


def outbox(times: int) -> None:
    """Queue, judge at the door, submit and record, mail by mail."""
    first = max(place.kept().measured.values()) + 10
    points = queries.addresses_from(first, times)
    mine, reference = Times(), Times()
    with _sink() as port:
        session = SmtpSession(Server("127.0.0.1", port, "clear", our_name="bench.localhost"))
        transport.connect(lambda: session)
        plain = EmailBackend(host="127.0.0.1", port=port)
        plain.open()
        for number, point in enumerate(points):

            def send(point: ContactPoint = point, number: int = number) -> None:
                to = Recipient("to", contact_point_id=point.pk)
                services.send(SYSTEM, SendRequest(point.person_id, to, f"What comes next {number}", HTML))
                services.send_due(("urgent", "normal", "bulk"))

            def plainly(point: ContactPoint = point, number: int = number) -> None:
                mail = EmailMultiAlternatives(f"What comes next {number}", "Hello", "us@scale.example", [point.value])
                mail.attach_alternative(HTML, "text/html")
                plain.send_messages([mail])

            mine.of(send)
            reference.of(plainly)
        plain.close()
        transport.connect(None)
        session.close()
    sent = queries.sent_to(points)
    if sent != len(points):
        raise RapportError(f"Only {sent} of {len(points)} mails were sent.")
    line("a mail from the composer to the sink: CPU", mine.work, "ms", "EmailMultiAlternatives", reference.work)
    line("  on the wall, p95", mine.part(0.95), "ms", "EmailMultiAlternatives", reference.part(0.95))


def inbound(times: int) -> None:
    """Keep the bytes sealed, understand them, file them on the timeline of whoever wrote."""
    first = max(place.kept().measured.values()) + 500
    points = queries.addresses_from(first, times)
    wires = [(point.value, _answer(point.value, n)) for n, point in enumerate(points)]
    keep, file, read = Times(), Times(), Times()
    for address, wire in wires:
        keep.of(lambda address=address, wire=wire: _keep(address, wire))  # type: ignore[misc]
    file.of(_file_all)
    for _, wire in wires:
        read.of(lambda wire=wire: _read(wire))  # type: ignore[misc]
    if (filed := queries.filed_from(points)) != len(wires):
        raise RapportError(f"Only {filed} of {len(wires)} mails were filed.")
    line("a mail kept, sealed and durable: CPU", keep.work, "ms", "email.policy.default", read.work)
    line("  on the wall, p95", keep.part(0.95), "ms", "email.policy.default", read.part(0.95))
    work, wall = file.work / len(wires), file.part(0.5) / len(wires)
    line("a mail understood and filed: CPU", work, "ms", "email.policy.default", read.work, goal=FILING)
    line("  on the wall, mean", wall, "ms", "email.policy.default", read.part(0.5))


def _keep(address: str, wire: bytes) -> None:
    services.keep_raw(wire, envelope_from=address, recipients=["jobs@rapport.localhost"], source="bench")


def _file_all() -> None:
    while services.file_new():
        pass


def _read(wire: bytes) -> None:
    """What the standard library's modern policy makes of a mail, without filing it."""
    mail = email.message_from_bytes(wire, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    _ = (body and body.get_content(), [str(value) for value in mail.values()])


def _answer(address: str, number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, "jobs@rapport.localhost", f"Re: What comes next {number}"
    mail["Message-ID"] = f"<answer-{number}-{time.time_ns()}@scale.example>"
    mail["Date"] = "Sat, 21 Nov 2026 10:31:00 +0000"
    mail.set_content("Tuesday works for me.\n\n> " + "Thank you for the talk we had.\n> " * 12)
    mail.add_alternative(HTML, subtype="html")
    return mail.as_bytes(policy=policy.SMTP)


@contextmanager
def _sink() -> Iterator[int]:
    """A mail server of another process that takes everything and keeps nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(command)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
