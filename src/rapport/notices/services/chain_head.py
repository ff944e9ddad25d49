"""Mailing the head of the chain of facts outside, once a day (SEC-13).

Whoever can write to the database can rebuild the whole chain. A head kept where they cannot reach proves it:
`rapport audit verify --head` looks for it among the links.
"""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.db import locks
from rapport.events import queries as events
from rapport.events.services import publish
from rapport.lib.actor import SYSTEM
from rapport.notices.events import ChainHeadMailed


def mail_chain_head() -> int:
    """Mail the newest head if none went today (UTC) and somebody wants it; returns how many mails were written."""
    if not settings.AUDIT_HEAD_TO:
        return 0
    with locks.only_one("notices.chain_head", lease_seconds=60) as mine:
        return _mail() if mine else 0


def _mail() -> int:
    last, head = events.latest(ChainHeadMailed), events.head()
    today = timezone.now().astimezone(UTC).date()
    if head is None or (last is not None and last.at.astimezone(UTC).date() == today):
        return 0
    organisation = accounts.organisation()
    with transaction.atomic(), translation.override(organisation["language"]):
        words = {"head": head.hash.hex(), "seal": head.seq, "organisation": organisation["name"], "today": today}
        EmailMessage(
            subject=_("Head of the audit chain, %(day)s") % {"day": today.isoformat()},
            body=render_to_string("notices/mail/chain_head.txt", {**words, "origin": settings.PUBLIC_URL}),
            to=[settings.AUDIT_HEAD_TO],
        ).send()
        # The fact is written with the mail or not at all, and is itself part of tomorrow's head.
        publish(SYSTEM, ChainHeadMailed(seal=head.seq, head=head.hash.hex()))
    return 1
