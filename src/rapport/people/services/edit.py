"""Editing people and the health of their addresses."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid
from rapport.people import domain
from rapport.people.events import ContactPointHealthChanged, ContactPointRemoved, PersonEdited
from rapport.people.models import ContactPoint, Person
from rapport.people.services.add import index

EDITABLE = frozenset(
    {
        "full_name", "call_name", "pronouns", "headline", "location", "country", "language", "time_zone",
        "source", "source_note", "owner", "agency", "submitted_by", "custom", "kind", "user",
    }
)  # fmt: skip


def edit_person(actor: Actor, person_id: int, *, revision: int, changes: dict[str, Any]) -> Person:
    """Change fields of a person; raises `Conflict` when somebody saved since `revision` was read."""
    accounts.require(actor, "people:edit")
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Invalid(f"These fields cannot be edited: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        if person.revision != revision:
            raise Conflict("Somebody else saved this profile while you were editing it.")
        if "full_name" in changes:
            changes["full_name"] = domain.tidy_name(changes["full_name"])
            person.sort_name = domain.sort_name(changes["full_name"])
        touched = [name for name, value in changes.items() if getattr(person, name) != value]
        if not touched:
            return person
        for name in touched:
            setattr(person, name, changes[name])
        person.revision += 1
        person.save(update_fields=[*touched, "sort_name", "revision"])
        index(person)
        events.publish(actor, PersonEdited(person_id=person.pk, fields=sorted(touched)))
        events.tick(f"person:{person.pk}", "people")
    return person


def remove_contact_point(actor: Actor, point_id: int) -> None:
    """Take an address off file; what was sent to it stays on the timeline."""
    accounts.require(actor, "people:edit")
    with transaction.atomic():
        point = ContactPoint.objects.select_related("person").get(pk=point_id)
        person, channel, was_primary = point.person, point.channel, point.is_primary
        point.delete()
        if was_primary:
            heir = ContactPoint.objects.filter(person=person, channel=channel).order_by("id").first()
            if heir:
                heir.is_primary = True
                heir.save(update_fields=["is_primary"])
        index(person)
        events.publish(actor, ContactPointRemoved(person_id=person.pk, contact_point_id=point_id))
        events.tick(f"person:{person.pk}")


def set_health(actor: Actor, *, channel: str, canonical: str, health: str, code: str = "") -> None:
    """Record what became of an address; it holds for everybody who has it on file."""
    with transaction.atomic():
        for point in ContactPoint.objects.filter(channel=channel, canonical=canonical).exclude(health=health):
            point.health, point.health_code, point.health_at = health, code, timezone.now()
            point.save(update_fields=["health", "health_code", "health_at"])
            events.publish(
                actor,
                ContactPointHealthChanged(
                    person_id=point.person_id, contact_point_id=point.pk, health=health, code=code
                ),
            )
            events.tick(f"person:{point.person_id}")
