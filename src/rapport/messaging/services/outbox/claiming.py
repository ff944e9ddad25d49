"""Taking pages of due deliveries in hand, and giving back what was not reached."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from rapport.db import claims
from rapport.db.claims import Claim
from rapport.messaging.models import Delivery

PAGE = 500
LEASE_SECONDS = 300.0
State = Delivery.State


def take(lanes: Collection[str]) -> Claim:
    """Claim a page of what is due in these lanes, the longest due first."""
    return claims.claim(
        Delivery,
        where=Q(state__in=[State.QUEUED, State.DEFERRED], lane__in=lanes, due_at__lte=timezone.now()),
        order_by=["due_at", "id"],
        limit=PAGE,
        lease_seconds=LEASE_SECONDS,
        set={"state": State.CLAIMED},
    )


def hold_longer(page: Claim, ids: Collection[int]) -> None:
    """Renew the lease of what waits behind a slow server."""
    claims.extend(Delivery, page.token, ids, LEASE_SECONDS)


def give_back(page: Claim, ids: Collection[int]) -> None:
    """Let go of what was not reached; it is due as before."""
    if ids:
        claims.swap(
            Delivery,
            page.token,
            ids,
            where=Q(state=State.CLAIMED),
            set={"state": State.QUEUED, "claim": None, "claimed_until": None},
        )
