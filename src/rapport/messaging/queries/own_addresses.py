"""A colleague's own addresses: for Bcc of what they write elsewhere, and for forwarding (a query room)."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from rapport.channels.email import tokens
from rapport.messaging.queries.wire import token_key


class OwnAddresses(NamedTuple):
    copy: str
    forward: str


def own_addresses(user_id: int) -> OwnAddresses:
    """The two signed addresses of this colleague; they stay the same."""
    key = token_key()
    return OwnAddresses(
        tokens.copy_address(settings.MAIL_DOMAIN, key, user_id),
        tokens.forward_address(settings.MAIL_DOMAIN, key, user_id),
    )
