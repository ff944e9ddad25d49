"""Mail comes in: the bytes are kept sealed before anybody tries to understand them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from rapport.channels.email.identity import essence
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.messaging.events import MailKept
from rapport.messaging.models import RawMail
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.vault import services as vault_services
from rapport.worker import Lane, wake

TABLE = "messaging_rawmail"


def keep_raw(
    raw: bytes,
    *,
    envelope_from: str,
    recipients: Sequence[str],
    source: str,
    source_key: str = "",
    received_at: datetime | None = None,
    is_demo: bool = False,
) -> int:
    """Keep a mail as it arrived, sealed under the day's intake key, and return its id.

    The same mail from the same source is kept once: `source_key` is what the source calls it
    (mailbox, folder, UIDVALIDITY and UID), or its bytes and recipients where there is nothing better.
    """
    content = vault.fingerprint("mail-content", essence(raw))
    bytes_ = vault.fingerprint("mail-bytes", raw).hex()
    key = vault.fingerprint(
        "mail-source", f"{source}\n{source_key or bytes_ + ' ' + ' '.join(sorted(recipients)).lower()}"
    )
    known = RawMail.objects.filter(source_key=key).values_list("pk", flat=True).first()
    if known is not None:
        return known
    moment = received_at or timezone.now()
    try:
        with transaction.atomic():
            item = vault_services.new_item([subjects.intake(timezone.now().date())])
            vault_services.keep_wraps(item)
            mail = RawMail.objects.create(
                received_at=moment,
                source=source[:120],
                source_key=key,
                content_hash=content,
                seal_id=item.seal_id,
                envelope=item.seal(TABLE, "envelope", json.dumps({"from": envelope_from, "to": list(recipients)})),
                raw=item.seal(TABLE, "raw", raw),
                size=len(raw),
                is_demo=is_demo,
            )
            events.publish(SYSTEM, MailKept(raw_mail_id=mail.pk))
            transaction.on_commit(lambda: wake(Lane.INBOUND))
            return mail.pk
    except IntegrityError:
        # Another listener kept the same mail a moment ago.
        return RawMail.objects.values_list("pk", flat=True).get(source_key=key)
