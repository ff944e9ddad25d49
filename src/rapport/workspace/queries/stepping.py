"""Who stands before and after somebody in a list."""

from __future__ import annotations

from rapport.accounts.queries import Viewer
from rapport.people.models import Person
from rapport.workspace.queries.people_filters import Filters
from rapport.workspace.queries.people_list import key_of, matching, sortable, window


def neighbours(viewer: Viewer, filters: Filters, person_id: int) -> tuple[int | None, int | None]:
    """The ids before and after this person in the list, which may have left the list themselves meanwhile."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return None, None
    filters = sortable(viewer, filters)
    found = matching(viewer, filters).only("pk")
    key = key_of(person, filters.sort)
    before = window(found, filters.sort, 1, beyond=key, backward=True)
    after = window(found, filters.sort, 1, beyond=key)
    return (before[0].pk if before else None), (after[0].pk if after else None)
