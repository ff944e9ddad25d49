"""Mail to staff becomes a sealed row before it is sent; notices become mails when they are due."""

from __future__ import annotations

import secrets
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from rapport.accounts import queries as accounts
from rapport.accounts.models import User
from rapport.accounts.queries import Viewer
from rapport.channels.email import compose
from rapport.notices import queries
from rapport.notices.models import Notice, StaffMail, Wish
from rapport.vault import services as vault
from rapport.vault.domain import HOUSE
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake

TABLE = "notices_staffmail"
READERS_AT_ONCE = 20


def queue_mail(wire: bytes, *, to: str) -> StaffMail:
    """Keep a mail to staff as a sealed row; the urgent lane sends it."""
    with transaction.atomic():
        item = vault.new_item([HOUSE])
        vault.keep_wraps(item)
        row = StaffMail.objects.create(
            to=to,
            seal_id=item.seal_id,
            wire=item.seal(TABLE, "wire", wire),
            envelope_from=f"bounces@{settings.MAIL_DOMAIN}",
        )
        wake(Lane.URGENT)
    return row


def new_message_id() -> str:
    return compose.new_message_id(settings.MAIL_DOMAIN, f"staff.{secrets.token_hex(12)}")


def mail_notices() -> int:
    """Turn due notices into mails: one each for those wished at once, one a reader for the digest."""
    with transaction.atomic():
        waiting = Notice.objects.filter(mailed_at__isnull=True, mail_due_at__lte=timezone.now())
        # Reader by reader, so that one morning's digest is one mail however much it holds.
        readers = list(waiting.order_by("user_id").values_list("user_id", flat=True).distinct()[:READERS_AT_ONCE])
        due = list(
            waiting.select_for_update(skip_locked=True, of=("self",))
            .filter(user_id__in=readers)
            .order_by("user_id", "id")
        )
        if not due:
            return 0
        Notice.objects.filter(pk__in=[notice.pk for notice in due]).update(mailed_at=timezone.now())
        users = accounts.users_by_id(notice.user_id for notice in due)
        for user_id, notices in groupby(due, key=lambda notice: notice.user_id):
            user = users[user_id]
            if user.is_active:
                # Looked at again now: meanwhile it may be read, or no longer theirs to see.
                _mail(user, queries.still_worth_telling(Viewer(user), list(notices)))
    return len(due)


def _mail(user: User, notices: list[Notice]) -> None:
    with translation.override(user.language):
        at_once = [notice for notice in notices if notice.way == Wish.Way.MAIL]
        for told in queries.tell(at_once):
            words = {"lines": [told], "user": user, "origin": settings.PUBLIC_URL}
            _send(user, told.text, "notices/mail/notice.txt", words)
        digest = queries.tell([notice for notice in notices if notice.way != Wish.Way.MAIL])
        if digest:
            count = len(digest)
            subject = ngettext("%(count)d thing since yesterday", "%(count)d things since yesterday", count)
            words = {"lines": digest, "user": user, "origin": settings.PUBLIC_URL}
            _send(user, subject % {"count": count}, "notices/mail/digest.txt", words)


def _send(user: User, subject: str, template: str, words: dict[str, object]) -> None:
    EmailMessage(subject=subject, body=render_to_string(template, words), to=[user.email]).send()
