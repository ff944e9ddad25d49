"""Sending queued mail to staff: claim, mark, hand over, record. A crash between mark and record leaves *uncertain*."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rapport.channels.email.receipt import MailSession
from rapport.channels.email.smtp import Server, SmtpSession
from rapport.db import claims, installation
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import ChannelError, Invalid
from rapport.notices.events import StaffMailRetried
from rapport.notices.models import StaffMail
from rapport.notices.services.mailing import TABLE
from rapport.vault import queries as vault
from rapport.worker.sweep import Lane
from rapport.worker.waking import wake

State = StaffMail.State
AT_ONCE = 20
LEASE_FOR = 120.0
LADDER = tuple(timedelta(seconds=s) for s in (30, 120, 600, 1800, 7200, 21600, 43200))
SECURITY: dict[str, Any] = {"none": "clear", "starttls": "starttls", "tls": "tls"}


_is_stopped: Callable[[], bool] | None = None


def stop_while(is_stopped: Callable[[], bool]) -> None:
    """Let a room above say when nothing at all may leave; what is queued waits."""
    global _is_stopped
    _is_stopped = is_stopped


def server() -> Server | None:
    """Where mail to staff leaves: the company's server, or the Sandbox while none is set (None: not running)."""
    if settings.SMTP is not None:
        smtp = settings.SMTP
        return Server(
            smtp.host, smtp.port, SECURITY[smtp.security], smtp.user, smtp.password, our_name=settings.MAIL_DOMAIN
        )
    return Server("127.0.0.1", settings.SANDBOX_PORT, "clear", timeout=10) if settings.SANDBOX_PORT else None


def deliver(session: MailSession | None = None) -> int:
    """Send what is due; returns how many mails were taken in hand."""
    now = timezone.now()
    StaffMail.objects.filter(state=State.SUBMITTING, claimed_until__lte=now).update(
        state=State.UNCERTAIN, error="The worker stopped while it was sending.", claim=None, claimed_until=None
    )
    there = server()
    if (session is None and there is None) or not installation.may_send() or (_is_stopped and _is_stopped()):
        return 0
    token, ids = claims.claim(
        StaffMail,
        where=Q(state=State.QUEUED, due_at__lte=now),
        order_by=["due_at", "id"],
        limit=AT_ONCE,
        lease_seconds=LEASE_FOR,
    )
    if not ids:
        return 0
    rows = {row.pk: row for row in StaffMail.objects.filter(pk__in=ids)}
    opened = vault.open_by_id([bytes(row.seal_id) for row in rows.values()])
    kept = session or SmtpSession(there or Server("127.0.0.1"))
    try:
        for id in sorted(ids):
            _send(kept, token, rows[id], opened.get(bytes(rows[id].seal_id)))
    finally:
        if session is None:
            kept.close()
    return len(ids)


def _send(session: MailSession, token: Any, row: StaffMail, item: Any) -> None:
    if item is None:
        claims.finish(StaffMail, token, [row.pk], {"state": State.FAILED, "error": "Its words are gone."})
        return
    # Durable before the first byte leaves: whatever happens now, it is never sent twice in silence.
    if not StaffMail.objects.filter(pk=row.pk, claim=token, state=State.QUEUED).update(state=State.SUBMITTING):
        return
    try:
        session.send(row.envelope_from, [row.to], item.bytes(TABLE, "wire", row.wire))
    except ChannelError as error:
        claims.finish(StaffMail, token, [row.pk], _after(row, error))
    except Invalid as error:
        claims.finish(StaffMail, token, [row.pk], {"state": State.FAILED, "error": str(error)[:200]})
    else:
        claims.finish(StaffMail, token, [row.pk], {"state": State.SENT, "sent_at": timezone.now(), "error": ""})


def _after(row: StaffMail, error: ChannelError) -> dict[str, Any]:
    tries = row.attempts + 1
    values: dict[str, Any] = {"attempts": tries, "error": str(error)[:200]}
    if error.uncertain:
        return {**values, "state": State.UNCERTAIN}
    if error.permanent or tries > len(LADDER):
        return {**values, "state": State.FAILED}
    return {**values, "state": State.QUEUED, "due_at": timezone.now() + (error.retry_after or LADDER[tries - 1])}


def retry_mail(actor: Actor, mail_id: int) -> bool:
    """Send a failed or uncertain mail once more, knowing that it may arrive twice."""
    with transaction.atomic():
        changed = StaffMail.objects.filter(pk=mail_id, state__in=[State.FAILED, State.UNCERTAIN]).update(
            state=State.QUEUED, attempts=0, due_at=timezone.now()
        )
        if changed:
            events.publish(actor, StaffMailRetried(staff_mail_id=mail_id))
            wake(Lane.URGENT)
    return bool(changed)
