from __future__ import annotations

from typing import Any

from rapport.lib.actor import SYSTEM, Actor
from rapport.people.models import Person
from rapport.people.services import add_person


def person(name: str = "Diana Allen", email: str = "diana.allen@example.org", *, by: Actor = SYSTEM, **fields: Any) -> Person:
    return add_person(by, full_name=name, emails=[email] if email else [], **fields)
