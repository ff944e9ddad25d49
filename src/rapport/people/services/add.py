"""Adding people and their addresses."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.services import intern_audience
from rapport.events import services as events
from rapport.lib import words
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.people import domain
from rapport.people.events import ContactPointAdded, PersonAdded
from rapport.people.models import ContactPoint, Person, PersonAudience
from rapport.people.services.sight import require_sight
from rapport.people.services.twins import look
from rapport.search import services as search
from rapport.search.domain import Doc


def add_person(
    actor: Actor,
    *,
    full_name: str,
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    links: Iterable[str] = (),
    audience_id: int | None = None,
    **fields: Any,
) -> Person:
    """Add somebody we talk with or about, with their addresses; the first of each channel is the primary one.

    `audience_id` is who may see them; None means everyone with a wide right.
    """
    accounts.require(actor, "people:edit")
    name = domain.tidy_name(full_name)
    with transaction.atomic():
        person = Person.objects.create(
            full_name=name,
            sort_name=domain.sort_name(name),
            token=secrets.token_urlsafe(16),
            **fields,
        )
        show_to(person, [audience_id if audience_id is not None else intern_audience("everyone")])
        events.publish(actor, PersonAdded(person_id=person.pk, source=person.source))
        for channel, values in (("email", emails), ("phone", phones), ("link", links)):
            for value in values:
                _add_point(actor, person, channel=channel, value=value)
        index(person)
        look(actor, person)
        events.tick("people")
    return person


def show_to(person: Person, audience_ids: Iterable[int]) -> None:
    """Let whoever holds one of these audiences see the person too."""
    PersonAudience.objects.bulk_create(
        [PersonAudience(person=person, audience_id=a) for a in audience_ids], ignore_conflicts=True
    )
    index(person)


def add_contact_point(
    actor: Actor, person: Person, *, channel: str, value: str, label: str = "", make_primary: bool = False
) -> ContactPoint:
    """Add a further address or number; the first of a channel becomes the primary one."""
    require_sight(actor, "people:edit", [person.pk])
    with transaction.atomic():
        point = _add_point(actor, person, channel=channel, value=value, label=label, make_primary=make_primary)
        index(person)
        look(actor, person)
    return point


def _add_point(
    actor: Actor, person: Person, *, channel: str, value: str, label: str = "", make_primary: bool = False
) -> ContactPoint:
    canonical = domain.canonical(channel, value, person.country)
    with transaction.atomic():
        existing = ContactPoint.objects.filter(person=person, channel=channel)
        if existing.filter(canonical=canonical).exists():
            raise Invalid({"value": _("This address is already on file.")})
        has_primary = existing.filter(is_primary=True).exists()
        if has_primary and make_primary:
            existing.filter(is_primary=True).update(is_primary=False)
        point = ContactPoint.objects.create(
            person=person,
            channel=channel,
            value=canonical if channel == "phone" else value.strip(),
            canonical=canonical,
            label=label.strip()[:40],
            is_primary=make_primary or not has_primary,
        )
        events.publish(actor, ContactPointAdded(person_id=person.pk, contact_point_id=point.pk, channel=channel))
        events.tick(f"person:{person.pk}")
    return point


def index(person: Person) -> None:
    """Make the person findable by name and address, once for each audience that may see them."""
    found = words.name_tokens(person.full_name) | words.name_tokens(person.call_name)
    for point in person.contact_points.all():
        found |= words.tokens(point.canonical)
    search.put(
        [
            Doc("person", link.pk, person.created_at, found, person.pk, link.audience_id)
            for link in PersonAudience.objects.filter(person=person)
        ]
    )
