"""The only writes of notices: telling staff in the app and by mail."""

from __future__ import annotations

from rapport.notices.services.chain_head import mail_chain_head
from rapport.notices.services.deliver import deliver, retry_mail
from rapport.notices.services.mailing import mail_notices, queue_mail
from rapport.notices.services.tell import mark_all_read, mark_read, notify, set_wishes

__all__ = [
    "deliver",
    "mail_chain_head",
    "mail_notices",
    "mark_all_read",
    "mark_read",
    "notify",
    "queue_mail",
    "retry_mail",
    "set_wishes",
]
