"""What signing in leaves in the ledger (SEC-14)."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from rapport.accounts.events import SignedIn, SignInFailed
from rapport.accounts.models import User
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of

SEEN_EVERY = timedelta(minutes=5)
SEEN_KEY = "seen_at"


def seen(session: SessionBase) -> bool:
    """Note now and then that a session is in use; False when it has rested or lasted too long (SEC-03).

    The session itself, which every request reads, remembers when it was looked at last.
    """
    now = timezone.now()
    if now.timestamp() - session.get(SEEN_KEY, 0) < SEEN_EVERY.total_seconds():
        return True
    session[SEEN_KEY] = now.timestamp()
    return _noted(str(session.session_key), now)


def _noted(session_key: str, now: datetime) -> bool:
    session = UserSession.objects.filter(session_key=session_key).first()
    if session is None:
        return True
    rested, lasted = now - session.last_seen_at, now - session.created_at
    if rested > timedelta(seconds=settings.SESSION_IDLE_AGE) or lasted > timedelta(seconds=settings.SESSION_COOKIE_AGE):
        session.end()
        return False
    if rested > SEEN_EVERY:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    return True


def signed_in(user_id: int, *, ip: str | None, agent: str) -> None:
    """Remember that a member of staff came in, and from where in the access log alone."""
    with transaction.atomic():
        events.publish(actor_of(user_id), SignedIn(user_id=user_id))
        events.log_access(actor_of(user_id), "sign_in", user_id, ip=ip, agent=agent)


def sign_in_failed(email: str, *, ip: str | None, agent: str) -> None:
    """Remember a refused attempt on an account we know."""
    user_id = User.objects.filter(email__iexact=email.strip()).values_list("pk", flat=True).first()
    if user_id is None:
        return
    with transaction.atomic():
        events.publish(SYSTEM, SignInFailed(user_id=user_id))
        events.log_access(SYSTEM, "sign_in_failed", user_id, ip=ip, agent=agent)
