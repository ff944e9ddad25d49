"""Agencies, their contacts, and the links contacts submit by."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.people.events import AgencyAdded, AgencyEdited, AgencyLinkMade, AgencyLinkRevoked
from rapport.people.models import Agency, AgencyLink, Person
from rapport.people.services.add import add_person
from rapport.people.services.sight import require_sight

EDITABLE = frozenset({"name", "website", "mail_to", "is_active"})


def add_agency(actor: Actor, *, name: str, **fields: Any) -> Agency:
    """Add a firm that submits candidates."""
    accounts.require(actor, "agencies:edit")
    with transaction.atomic():
        agency = Agency(name=_free_name(name), **fields)
        agency.save(force_insert=True)
        events.publish(actor, AgencyAdded(agency_id=agency.pk))
        events.tick("agencies")
    return agency


def edit_agency(actor: Actor, agency_id: int, **changes: Any) -> Agency:
    """Change an agency; an inactive one's links stop working."""
    accounts.require(actor, "agencies:edit")
    if set(changes) - EDITABLE:
        raise Invalid(_("These fields cannot be edited."))
    with transaction.atomic():
        agency = Agency.objects.select_for_update().filter(pk=agency_id).first()
        if agency is None:
            raise NotFound("There is no such agency here.")
        if "name" in changes:
            changes["name"] = _free_name(changes["name"], but=agency_id)
        touched = sorted(name for name, value in changes.items() if getattr(agency, name) != value)
        if touched:
            for name in touched:
                setattr(agency, name, changes[name])
            agency.save(update_fields=touched)
            events.publish(actor, AgencyEdited(agency_id=agency.pk, fields=touched))
            events.tick("agencies")
    return agency


def add_contact(
    actor: Actor, agency_id: int, *, full_name: str, email: str, phone: str = "", headline: str = "", **fields: Any
) -> Person:
    """Add somebody who acts for an agency."""
    accounts.require(actor, "agencies:edit")
    agency = Agency.objects.filter(pk=agency_id).first()
    if agency is None:
        raise NotFound("There is no such agency here.")
    return add_person(
        actor,
        full_name=full_name,
        emails=[email] if email.strip() else [],
        phones=[phone] if phone.strip() else [],
        kind=Person.Kind.CONTACT,
        source=Person.Source.AGENCY,
        agency=agency,
        headline=headline.strip()[:200],
        **fields,
    )


def make_link(actor: Actor, contact_id: int) -> AgencyLink:
    """Give a contact a link to submit by; the one they had stops working."""
    require_sight(actor, "agencies:edit", [contact_id])
    with transaction.atomic():
        contact = Person.objects.filter(pk=contact_id, kind=Person.Kind.CONTACT, agency__isnull=False).first()
        if contact is None:
            raise Invalid(_("Only an agency's contact can have a link."))
        _revoke(actor, contact_id)
        try:
            with transaction.atomic():
                link = AgencyLink.objects.create(contact=contact, made_by_id=actor.id if actor.is_user else None)
        except IntegrityError:
            # Somebody else made one in the same moment; theirs is as good.
            return AgencyLink.objects.get(contact=contact, revoked_at__isnull=True)
        events.publish(actor, AgencyLinkMade(person_id=contact_id, link_id=link.pk))
        events.tick("agencies")
    return link


def revoke_link(actor: Actor, contact_id: int) -> None:
    """End a contact's link at once."""
    require_sight(actor, "agencies:edit", [contact_id])
    with transaction.atomic():
        _revoke(actor, contact_id)
        events.tick("agencies")


def _revoke(actor: Actor, contact_id: int) -> None:
    for link in AgencyLink.objects.select_for_update().filter(contact_id=contact_id, revoked_at__isnull=True):
        link.revoked_at = timezone.now()
        link.save(update_fields=["revoked_at"])
        events.publish(actor, AgencyLinkRevoked(person_id=contact_id, link_id=link.pk))


def link_used(link_id: int) -> None:
    AgencyLink.objects.filter(pk=link_id).update(last_used_at=timezone.now())


def _free_name(name: str, but: int = 0) -> str:
    tidy = " ".join(name.split())[:200]
    if not tidy:
        raise Invalid({"name": _("An agency needs a name.")})
    if Agency.objects.filter(name__iexact=tidy).exclude(pk=but).exists():
        raise Invalid({"name": _("There is an agency of this name already.")})
    return tidy
