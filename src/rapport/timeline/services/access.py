"""What every verb on an item needs first: the item as its actor may see it, its seal, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer, viewer_of
from rapport.jobs import queries as jobs
from rapport.lib.actor import Actor
from rapport.lib.decision import Decision
from rapport.lib.errors import Conflict, NotAllowed, NotFound
from rapport.people import queries as people
from rapport.timeline import queries
from rapport.timeline.domain import ItemFacts, ReaderFacts
from rapport.timeline.models import About, Interaction
from rapport.timeline.queries.reading import item_facts, reader_facts
from rapport.vault.domain import OpenItem

# The events that changed an item since a page was read; told when a stale form comes back.
STALE = gettext_lazy("Somebody changed this while you were editing it. Your text is still in the form.")


@dataclass(frozen=True, slots=True)
class Held:
    """An item in the hand of somebody who may see it, locked until the transaction ends."""

    interaction: Interaction
    row: About
    person_ids: tuple[int, ...]  # everybody it is about, also those the actor may not see
    viewer: Viewer

    @property
    def facts(self) -> ItemFacts:
        return item_facts(self.interaction)

    @property
    def reader(self) -> ReaderFacts:
        return reader_facts(self.viewer)

    def open(self) -> OpenItem:
        return queries.open_seal(self.row)


def hold(actor: Actor, interaction_id: int, *, revision: int | None = None, even_removed: bool = False) -> Held:
    """The item, locked; `NotFound` unless the actor may see it, `Conflict` when it changed since it was read."""
    viewer = viewer_of(actor)
    rows = queries.standing(viewer, interaction_id, even_removed=even_removed)
    interaction = Interaction.objects.select_for_update(of=("self",)).select_related("logged_by").get(pk=interaction_id)
    if revision is not None and interaction.revision != revision:
        raise Conflict(str(STALE))
    everybody = About.objects.filter(interaction_id=interaction_id).order_by("pk").values_list("person_id", flat=True)
    return Held(interaction, rows[0], tuple(everybody), viewer)


def require_on(actor: Actor, permission: str, person_ids: Iterable[int]) -> Viewer:
    """The actor as a viewer who holds the permission where these people are and may see each of them."""
    ids = list(person_ids)
    viewer = viewer_of(actor)
    if not ids or people.visible_ids(viewer, ids) != set(ids):
        raise NotFound("There is no such person here.")
    accounts.require(actor, permission, jobs.scope_of_person(actor, ids))
    return viewer


def allow(decision: Decision) -> None:
    """Raise `NotAllowed` with the reasons of a refusing decision."""
    if not decision.is_allowed:
        raise NotAllowed(decision)


def topics(person_ids: Iterable[int]) -> list[str]:
    return [f"person:{id}" for id in person_ids]
