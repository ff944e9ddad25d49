"""How many jobs saved views hold for their reader; the form of the list of jobs reads what a view has kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from rapport.accounts.queries import Viewer
from rapport.jobs.forms import JobFilterForm
from rapport.jobs.queries import lists
from rapport.people import queries as people
from rapport.workspace.queries.counting import capped

MOST = 10_000


def totals(viewer: Viewer, kept: Sequence[str]) -> list[tuple[int, bool]]:
    """For each kept query how many jobs it leaves that the viewer may enter, all in one statement."""
    if not kept:
        return []
    choices, tags = lists.choices(viewer), [(tag.pk, tag.name) for tag in people.tags()]
    custom = people.fields_for(viewer, "job")
    wanted = [JobFilterForm(QueryDict(query), choices=choices, tags=tags, custom=custom).wanted() for query in kept]
    return capped([lists.filtered(viewer, one) for one in wanted], MOST)
