"""From the recipients of a request to addresses: who may be written to about whom (MAIL-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.consent.queries import address_hash
from rapport.jobs.models import Application
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import Message
from rapport.people import queries as people
from rapport.people.models import ContactPoint, Person
from rapport.timeline.models import Participant


@dataclass(frozen=True, slots=True)
class Address:
    """A recipient made concrete."""

    recipient: Recipient
    name: str
    address: str
    point: ContactPoint | None

    @property
    def mark(self) -> bytes:
        return address_hash(self.address)

    @property
    def is_candidate(self) -> bool:
        return self.point is not None and self.point.person.kind == Person.Kind.CANDIDATE


def addresses_of(actor: Actor, person: Person, request: SendRequest, parent: Message | None) -> list[Address]:
    """Who gets it: the candidate or their agency's contact first, then colleagues and agency contacts in copy.

    A mail goes *to* a contact only of an agency that submitted the candidate, or who wrote what it answers;
    in copy also to another contact whom the sender may see.
    """
    wanted = [request.to, *request.copies]
    points = {
        p.pk: p
        for p in ContactPoint.objects.filter(
            pk__in=[r.contact_point_id for r in wanted if r.contact_point_id], channel="email"
        ).select_related("person")
    }
    users = accounts.users_by_id(r.user_id for r in wanted if r.user_id)
    group = set(people.ids_of(person))
    contacts = [p.person for p in points.values() if p.person.kind == Person.Kind.CONTACT]
    seen = _seen(actor, [person.pk, *(p.person_id for p in points.values())])
    theirs = _who_submitted(group, contacts, parent) if actor.is_user else {contact.pk for contact in contacts}
    found: dict[str, Address] = {}
    for n, r in enumerate(wanted):
        point = points.get(r.contact_point_id or 0)
        user = users.get(r.user_id or 0)
        if point is None and user is None:
            raise Invalid({"to": _("This address is not on file any more. Choose another one.")})
        if point is not None and seen is not None and point.person_id not in seen | theirs:
            raise Invalid({r.part: _("This address is not on file any more. Choose another one.")})
        is_contact = point is not None and point.person.kind == Person.Kind.CONTACT
        if n == 0 and not (point is not None and point.person_id in group | theirs):
            raise Invalid(
                {"to": _("A mail goes to the candidate or to the contact of the agency that submitted them.")}
            )
        if n > 0 and point is not None and not is_contact:
            raise Invalid(
                {r.part: _("Only colleagues and agency contacts can be in copy; write to each candidate alone.")}
            )
        if user is not None:
            address = Address(r, user.name, user.email, None)
        else:
            assert point is not None
            address = Address(r, point.person.full_name, point.value, point)
        found.setdefault(address.address.lower(), address)
    return list(found.values())


def _seen(actor: Actor, person_ids: Iterable[int]) -> set[int] | None:
    """Whom of these people a member of staff may see; None for the house, which sees everybody."""
    return people.visible_ids(accounts.viewer_of(actor), person_ids) if actor.is_user else None


def _who_submitted(group: set[int], contacts: Iterable[Person], parent: Message | None) -> set[int]:
    """Which of these contacts act for an agency that submitted this person, or wrote what is answered."""
    known = {contact.pk: contact.agency_id for contact in contacts}
    if not known:
        return set()
    submitters = {
        *Person.objects.filter(pk__in=group, submitted_by__isnull=False).values_list(
            "submitted_by_id", "submitted_by__agency_id"
        ),
        *Application.objects.filter(person_id__in=group, submitted_by__isnull=False).values_list(
            "submitted_by_id", "submitted_by__agency_id"
        ),
    }
    by_person = {id for id, _agency in submitters}
    by_agency = {agency for _id, agency in submitters if agency is not None}
    if parent is not None:
        took_part = Participant.objects.filter(interaction_id=parent.interaction_id, person_id__in=list(known))
        by_person |= set(took_part.values_list("person_id", flat=True))
    return {id for id, agency in known.items() if id in by_person or agency in by_agency}
