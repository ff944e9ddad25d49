"""Editing people, their addresses and the health of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.people import domain, queries
from rapport.people.events import (
    ContactPointEdited,
    ContactPointHealthChanged,
    ContactPointRemoved,
    PersonEdited,
)
from rapport.people.models import ContactPoint, CustomField, Person
from rapport.people.services.add import index
from rapport.people.services.sight import require_sight
from rapport.people.services.twins import look

EDITABLE = frozenset(
    {
        "full_name", "call_name", "pronouns", "headline", "location", "country", "language", "time_zone",
        "source", "source_note", "owner", "agency", "submitted_by", "custom", "kind", "user",
    }
)  # fmt: skip


def edit_person(actor: Actor, person_id: int, *, revision: int, changes: dict[str, Any]) -> Person:
    """Change fields of a person; raises `Conflict` when somebody saved since `revision` was read.

    `custom` holds the custom fields that change, by key; the others stay, seen by the actor or not.
    """
    require_sight(actor, "people:edit", [person_id])
    unknown = set(changes) - EDITABLE
    if unknown:
        raise Invalid(_("These fields cannot be edited: {names}.").format(names=", ".join(sorted(unknown))))
    changes = dict(changes)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        if person.revision != revision:
            raise Conflict(_("Somebody else saved this profile while you were editing it."))
        if "full_name" in changes:
            changes["full_name"] = domain.tidy_name(changes["full_name"])
            person.sort_name = domain.sort_name(changes["full_name"])
        if "custom" in changes:
            changes["custom"] = _custom(actor, person, changes["custom"])
        touched = [name for name, value in changes.items() if getattr(person, name) != value]
        if not touched:
            return person
        _write(actor, person, {name: changes[name] for name in touched})
        if {"full_name", "call_name"} & set(touched):
            index(person)
        if {"full_name", "country"} & set(touched):
            look(actor, person)
        events.tick("people")
    return person


def set_owner(actor: Actor, person_ids: Iterable[int], owner_id: int | None) -> None:
    """Give these people an owner, or none."""
    ids = list(dict.fromkeys(person_ids))
    require_sight(actor, "people:edit", ids)
    owner = accounts.user(owner_id) if owner_id is not None else None
    with transaction.atomic():
        for person in Person.objects.select_for_update().filter(pk__in=ids).exclude(owner=owner).order_by("pk"):
            _write(actor, person, {"owner": owner})
        events.tick("people")


def set_custom(actor: Actor, person_ids: Iterable[int], key: str, value: Any) -> None:
    """Set one custom field of these people; None empties it."""
    ids = list(dict.fromkeys(person_ids))
    require_sight(actor, "people:edit", ids)
    with transaction.atomic():
        for person in Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
            custom = _custom(actor, person, {key: value})
            if custom != person.custom:
                _write(actor, person, {"custom": custom})
        events.tick("people")


def _write(actor: Actor, person: Person, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    person.revision += 1
    person.save(update_fields=[*values, "sort_name", "revision"])
    events.publish(actor, PersonEdited(person_id=person.pk, fields=sorted(values)))
    events.tick(f"person:{person.pk}")


def _custom(actor: Actor, person: Person, changes: dict[str, Any]) -> dict[str, Any]:
    """The person's custom values with these changed; a member of staff changes only fields their roles may read."""
    if actor.is_user:
        fields = {field.key: field for field in queries.fields_for(accounts.viewer_of(actor))}
    else:
        fields = {field.key: field for field in CustomField.objects.filter(of="person")}
    custom = dict(person.custom)
    for key, raw in changes.items():
        if key not in fields:
            raise Invalid({f"custom_{key}": _("There is no such field.")})
        try:
            value = domain.field_value(fields[key].type, fields[key].options, raw)
        except Invalid as error:
            raise Invalid({f"custom_{key}": str(error)}) from error
        if value is None:
            custom.pop(key, None)
        else:
            custom[key] = value
    return custom


def edit_contact_point(
    actor: Actor,
    point_id: int,
    *,
    label: str | None = None,
    make_primary: bool = False,
    verified: bool | None = None,
) -> ContactPoint:
    """Name an address, make it the primary one of its channel, or note that it is theirs for certain."""
    with transaction.atomic():
        point = _point(actor, point_id)
        touched = []
        if label is not None and label.strip()[:40] != point.label:
            point.label = label.strip()[:40]
            touched.append("label")
        if verified is not None and verified != bool(point.verified_at):
            point.verified_at = timezone.now() if verified else None
            touched.append("verified_at")
        if make_primary and not point.is_primary:
            siblings = ContactPoint.objects.filter(person_id=point.person_id, channel=point.channel, is_primary=True)
            siblings.update(is_primary=False)
            point.is_primary = True
            touched.append("is_primary")
        if touched:
            point.save(update_fields=touched)
            events.publish(
                actor, ContactPointEdited(person_id=point.person_id, contact_point_id=point.pk, fields=touched)
            )
            events.tick(f"person:{point.person_id}")
    return point


def remove_contact_point(actor: Actor, point_id: int) -> None:
    """Take an address off file; what was sent to it stays on the timeline."""
    with transaction.atomic():
        point = _point(actor, point_id)
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


def _point(actor: Actor, point_id: int) -> ContactPoint:
    accounts.require(actor, "people:edit")
    point = ContactPoint.objects.select_for_update(of=("self",)).select_related("person").filter(pk=point_id).first()
    if point is None:
        raise NotFound("There is no such address here.")
    require_sight(actor, "people:edit", [point.person_id])
    return point


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
