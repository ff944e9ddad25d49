from __future__ import annotations

from typing import Any

from rapport.lib.actor import SYSTEM, Actor
from rapport.people import services
from rapport.people.models import Agency, CustomField, Person
from rapport.people.services import add_person


def person(
    name: str = "Diana Allen", email: str = "diana.allen@example.org", *, by: Actor = SYSTEM, **fields: Any
) -> Person:
    return add_person(by, full_name=name, emails=[email] if email else [], **fields)


def agency(name: str = "Momentum", *, by: Actor = SYSTEM, **fields: Any) -> Agency:
    return services.add_agency(by, name=name, **fields)


def contact(agency: Agency, name: str = "Bill Walter", email: str = "bill@momentum.example") -> Person:
    return services.add_contact(SYSTEM, agency.pk, full_name=name, email=email)


def field(label: str = "Notice period", type: str = "text", **given: Any) -> CustomField:
    return services.define_field(SYSTEM, of=given.pop("of", "person"), label={"en": label}, type=type, **given)
