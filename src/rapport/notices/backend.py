"""Django's mail door for staff: every mail becomes a row before it is sent, built as the wire wants it."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from rapport.channels.email.compose import OutgoingMail, build
from rapport.notices.services import mailing


class RowBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for recipient in mail.recipients():
                name, address = parseaddr(str(recipient))
                mailing.queue_mail(build(outgoing(mail, name, address)), to=address)
        return len(email_messages)


def outgoing(mail: EmailMessage, name: str, address: str) -> OutgoingMail:
    """The mail to one reader; its Message-ID and Date stay the same however often it is tried (MAIL-38)."""
    sender, sender_address = parseaddr(str(mail.from_email))
    alternatives: Any = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else ()
    html = next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")
    return OutgoingMail(
        from_name=sender,
        from_address=sender_address,
        to=((name, address),),
        subject=str(mail.subject),
        text=str(mail.body),
        html=html,
        message_id=mailing.new_message_id(),
        date=timezone.now(),
        origin="automation",
        lang=get_language() or "",
    )
