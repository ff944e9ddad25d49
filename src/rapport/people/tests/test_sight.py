"""The condition compiled once lets through exactly whom the rule lets through."""

from __future__ import annotations

import pytest

from rapport.jobs.tests import make as jobs
from rapport.people import queries
from rapport.people.models import Person
from rapport.people.tests import make

pytestmark = pytest.mark.django_db


def test_the_compiled_condition_is_the_rule() -> None:
    house = jobs.house()
    people = [make.person(f"Person {n}", f"p{n}@home.example") for n in range(6)]
    own, removed, merged, alone = people[:4]
    Person.objects.filter(pk=own.pk).update(user=house.staff.ben)
    Person.objects.filter(pk=removed.pk).update(removed_at=own.created_at)
    Person.objects.filter(pk=merged.pk).update(merged_into=own)
    seen_by = {}
    for user in (house.staff.ada, house.staff.ben, house.staff.cleo):
        viewer = house.staff.viewer(user)
        column = f'"{Person._meta.db_table}"."id"'
        found = set(Person.objects.filter(queries.is_visible(viewer, column)).values_list("pk", flat=True))
        assert found == set(queries.visible_to(viewer).values_list("pk", flat=True))
        seen_by[user.pk] = found
    assert {own.pk, merged.pk} & seen_by[house.staff.ben.pk] == set()
    assert {own.pk, merged.pk, alone.pk} <= seen_by[house.staff.ada.pk]
    assert removed.pk not in seen_by[house.staff.ada.pk]
    assert len({frozenset(found) for found in seen_by.values()}) == 3
