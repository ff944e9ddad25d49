"""What the fate of a delivery says about its address."""

from __future__ import annotations

from rapport.consent import services as consent
from rapport.lib.actor import Actor
from rapport.messaging.models import Delivery
from rapport.people import services as people


def address_is_dead(actor: Actor, delivery: Delivery, *, code: str) -> None:
    """A permanent refusal speaks against the address: stop writing to it and show why (MAIL-41)."""
    if delivery.contact_point is None:
        return
    point = delivery.contact_point
    consent.suppress(actor, point.value, reason="bounce", proof={"delivery": delivery.pk, "code": code})
    people.set_health(actor, channel="email", canonical=point.canonical, health="suppressed", code=code)


def address_complained(actor: Actor, delivery: Delivery) -> None:
    """A complaint ends everything that is not part of the hiring process itself (MAIL-43)."""
    if delivery.contact_point is None:
        return
    consent.suppress(
        actor, delivery.contact_point.value, reason="complaint", scope="not_transactional",
        proof={"delivery": delivery.pk},
    )  # fmt: skip
