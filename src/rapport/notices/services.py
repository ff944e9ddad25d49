"""The only writes of notices."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from rapport.notices.models import StaffMail
from rapport.vault import services as vault
from rapport.vault.domain import HOUSE

TABLE = "notices_staffmail"


def queue_mail(wire: bytes, *, to: str) -> StaffMail:
    """Keep a mail to staff as a sealed row; the urgent lane sends it."""
    with transaction.atomic():
        item = vault.new_item([HOUSE])
        vault.keep_wraps(item)
        return StaffMail.objects.create(
            to=to,
            seal_id=item.seal_id,
            wire=item.seal(TABLE, "wire", wire),
            envelope_from=f"bounces@{settings.MAIL_DOMAIN}",
        )
