"""Shared givens: sending through the real services into a recording session, and mail that comes back."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from django.utils import timezone

from rapport.lib.actor import SYSTEM, Actor
from rapport.messaging import services, transport
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import Delivery, Message, RawMail
from rapport.people.models import ContactPoint, Person


def address(person: Person) -> ContactPoint:
    return ContactPoint.objects.get(person=person, channel="email", is_primary=True)


def request(
    person: Person, subject: str = "Your interview", html: str = "<p>Hello Diana</p>", **fields: Any
) -> SendRequest:
    fields.setdefault("to", Recipient("to", contact_point_id=address(person).pk))
    return SendRequest(person_id=person.pk, subject=subject, html=html, **fields)


def sent(person: Person, *, by: Actor = SYSTEM, **fields: Any) -> Message:
    return services.send(by, request(person, **fields))


def arrive(mail: EmailMessage, *, to: str = "") -> RawMail:
    """Bring a mail through the inbound door and let the sweep understand it."""
    recipients = [to or str(mail["To"])]
    id = services.keep_raw(
        mail.as_bytes(policy=policy.SMTP), envelope_from=str(mail["From"]), recipients=recipients, source="test"
    )
    services.file_new()
    return RawMail.objects.get(pk=id)


def answer_to(
    wire: bytes, text: str = "Tuesday works.", sender: str = "Diana Allen <diana.allen@example.org>"
) -> EmailMessage:
    """What a mail client would send back."""
    original = message_from_bytes(wire, policy=policy.default)
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = str(original["Reply-To"] or original["From"])
    mail["Subject"] = f"Re: {original['Subject']}"
    mail["Message-ID"] = f"<answer-{abs(hash(text + sender))}@mail.example>"
    mail["In-Reply-To"] = str(original["Message-ID"])
    mail["References"] = str(original["Message-ID"])
    mail["Date"] = "Sat, 21 Nov 2026 10:31:00 +0000"
    mail.set_content(text)
    return mail


def state_of(message: Message) -> str:
    return Delivery.objects.get(message=message, part="to").state


def let_leave() -> None:
    """Let the seconds go by in which what was sent by hand can be undone, and send it."""
    Delivery.objects.filter(state="queued").update(due_at=timezone.now())
    services.send_due(("urgent", "normal", "bulk"))


def plug_out() -> None:
    transport.connect(None)
