"""The only writes of the consent ledger and the suppression list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.consent import queries
from rapport.consent.events import AddressSuppressed, ConsentChanged, SuppressionLifted
from rapport.consent.models import Consent, Suppression
from rapport.events import services as events
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.decision import refuse
from rapport.lib.errors import Invalid, NotAllowed

REASONS = ("asked", "complaint", "legal", "wrong_person", "other")


def do_not_contact(actor: Actor, person_id: int, *, reason: str) -> Consent:
    """Stop every word to this person, on every channel and for every purpose."""
    if reason not in REASONS:
        raise Invalid({"reason": _("Choose why this person must not be contacted.")})
    return _write(actor, person_id, act=Consent.Act.DO_NOT_CONTACT, source="staff", reason=reason)


def lift(actor: Actor, person_id: int, *, reason: str) -> Consent:
    """End do-not-contact; what the candidate withdrew themselves stays withdrawn (PRIV-06)."""
    return _write(actor, person_id, act=Consent.Act.LIFT, source="staff", reason=reason)


def withdraw(
    actor: Actor,
    person_id: int,
    *,
    channel: str = "",
    purpose: str = "",
    source: str,
    reason: str = "",
    proof: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Consent:
    """Record a withdrawal; it is obeyed from this transaction on, also by what is already queued (MAIL-32, PRIV-05)."""
    return _write(
        actor,
        person_id,
        act=Consent.Act.WITHDRAW,
        channel=channel,
        purpose=purpose,
        source=source,
        reason=reason,
        proof=proof,
        at=at,
    )


def _write(actor: Actor, person_id: int, *, act: str, at: datetime | None = None, **fields: Any) -> Consent:
    # A candidate's own word needs no permission of ours.
    if actor.kind is not ActorKind.PERSON:
        accounts.require(actor, "consent:edit")
    fields["proof"] = dict(fields.get("proof") or {})
    with transaction.atomic():
        row = Consent.objects.create(
            person_id=person_id,
            legal_entity=accounts.default_legal_entity(),
            act=act,
            at=at or timezone.now(),
            actor_kind=str(actor.kind),
            actor_id=actor.id,
            **fields,
        )
        events.publish(
            actor,
            ConsentChanged(
                person_id=person_id, consent_id=row.pk, act=row.act, channel=row.channel, purpose=row.purpose
            ),
            at=row.at,
        )
        events.tick(f"person:{person_id}")
    return row


def suppress(
    actor: Actor, address: str, *, reason: str, channel: str = "email", scope: str = "all", proof: Mapping[str, Any]
) -> Suppression:
    """Stop writing to an address, whoever has it on file; only its keyed hash is kept (MAIL-45)."""
    with transaction.atomic():
        mark = queries.address_hash(address)
        row = Suppression.objects.filter(
            address_hash=mark, channel=channel, reason=reason, lifted_at__isnull=True
        ).first()
        if row is None:
            row = Suppression.objects.create(
                address_hash=mark,
                channel=channel,
                reason=reason,
                scope=scope,
                proof=dict(proof),
                actor_kind=str(actor.kind),
                actor_id=actor.id,
            )
            events.publish(actor, AddressSuppressed(suppression_id=row.pk, reason=reason))
    return row


def unsuppress(actor: Actor, suppression_id: int) -> None:
    """Write to an address again; a complaint is undone by the candidate alone (MAIL-44)."""
    accounts.require(actor, "consent:edit")
    with transaction.atomic():
        row = Suppression.objects.select_for_update().get(pk=suppression_id, lifted_at__isnull=True)
        if row.reason == Suppression.Reason.COMPLAINT:
            raise NotAllowed(refuse("complaint_is_the_candidates"))
        row.lifted_at, row.lifted_by_id = timezone.now(), actor.id
        row.save(update_fields=["lifted_at", "lifted_by_id"])
        events.publish(actor, SuppressionLifted(suppression_id=row.pk))
