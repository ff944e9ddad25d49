"""What pickers and selects offer: roles, colleagues, teams, and people the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from rapport.accounts.models import Role, Team, User
from rapport.accounts.queries import Viewer
from rapport.lib import words
from rapport.people import queries as people
from rapport.search import queries as search
from rapport.search.domain import Query, Sight

AT_MOST = 8


def role_choices() -> list[tuple[int, str]]:
    return list(Role.objects.order_by("name").values_list("pk", "name"))


def suggested(viewer: Viewer, text: str, kinds: Iterable[str]) -> list[dict[str, str]]:
    """Whom a picker offers for what was typed: members (u), teams (t) and people the viewer may see (p)."""
    wanted, typed = set(kinds), text.strip()[:80]
    found: list[dict[str, str]] = []
    if "u" in wanted:
        users = User.objects.filter(Q(name__icontains=typed) | Q(email__istartswith=typed), is_active=True)
        some = users.order_by("name")[:AT_MOST]
        found += [{"id": f"u{user.pk}", "label": user.name, "hint": user.title or user.email} for user in some]
    if "t" in wanted:
        teams = Team.objects.filter(name__icontains=typed).order_by("name")[:AT_MOST]
        found += [{"id": f"t{t.pk}", "label": t.name, "hint": ""} for t in teams]
    if "p" in wanted and words.query_tokens(typed):
        sight = Sight(viewer.audience_ids, people.own_ids(viewer))
        hits = search.find(Query(typed, kinds=("person",), limit=AT_MOST * 3), sight).hits
        ids = list(dict.fromkeys(hit.person_id for hit in hits if hit.person_id))
        seen = people.visible_ids(viewer, ids)
        named = people.by_ids(seen)
        found += [
            {"id": f"p{id}", "label": named[id].full_name, "hint": named[id].headline or named[id].location}
            for id in ids
            if id in named
        ][:AT_MOST]
    return found
