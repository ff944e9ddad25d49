"""What signing in leaves in the ledger (SEC-14)."""

from __future__ import annotations

from django.db import transaction

from rapport.accounts.events import SignedIn, SignInFailed
from rapport.accounts.models import User
from rapport.events import services as events
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of


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
