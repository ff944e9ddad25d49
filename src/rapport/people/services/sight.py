"""The check every verb on a person begins with: the right, and that the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.accounts import queries as accounts
from rapport.lib.actor import Actor
from rapport.lib.errors import NotFound
from rapport.people import queries


def require_sight(actor: Actor, permission: str, person_ids: Iterable[int]) -> None:
    """Raise unless the actor holds the permission and, being a member of staff, may see all these people.

    Whoever may not see a person learns nothing of them: the answer is the same as for nobody.
    """
    accounts.require(actor, permission)
    if actor.is_user:
        wanted = set(person_ids)
        if queries.visible_ids(accounts.viewer_of(actor), wanted) != wanted:
            raise NotFound("There is no such person here.")
