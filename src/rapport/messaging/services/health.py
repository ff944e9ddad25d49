"""What the fate of a delivery says about its address."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.consent import services as consent
from rapport.lib.actor import Actor
from rapport.messaging.models import Delivery
from rapport.people import services as people


def address_is_dead(actor: Actor, delivery: Delivery, *, code: str) -> None:
    """A permanent refusal speaks against the address: stop writing to it and show why (MAIL-41)."""
    if delivery.contact_point is not None:
        point = delivery.contact_point
        addresses_are_dead(actor, [(delivery.pk, point.value, point.canonical, code)])


def addresses_are_dead(actor: Actor, refused: Iterable[tuple[int, str | None, str | None, str]]) -> None:
    """The same for many, as (delivery, address, its canonical form, code); a colleague's address is nobody's file."""
    for delivery_id, address, canonical, code in refused:
        if address and canonical:
            consent.suppress(actor, address, reason="bounce", proof={"delivery": delivery_id, "code": code})
            people.set_health(actor, channel="email", canonical=canonical, health="suppressed", code=code)


def address_complained(actor: Actor, delivery: Delivery) -> None:
    """A complaint ends everything that is not part of the hiring process itself (MAIL-43)."""
    if delivery.contact_point is None:
        return
    consent.suppress(
        actor, delivery.contact_point.value, reason="complaint", scope="not_transactional",
        proof={"delivery": delivery.pk},
    )  # fmt: skip
