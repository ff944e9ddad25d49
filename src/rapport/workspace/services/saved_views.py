"""Keeping, sharing and dropping saved views."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.workspace.events import ViewDropped, ViewSaved
from rapport.workspace.models import SavedView

SCREENS = {"people": "people:read", "jobs": "jobs:read"}


def save_view(actor: Actor, *, name: str, query: str, is_shared: bool = False, screen: str = "people") -> SavedView:
    """Keep a list's filters under a name; one of the same name of one's own is replaced."""
    accounts.require(actor, SCREENS[screen])
    if is_shared:
        accounts.require(actor, "views:share")
    tidy = " ".join(name.split())[:80]
    if not tidy:
        raise Invalid({"name": _("A view needs a name.")})
    with transaction.atomic():
        view, _made = SavedView.objects.update_or_create(
            owner_id=actor.id, screen=screen, name=tidy, defaults={"query": query, "is_shared": is_shared}
        )
        events.publish(actor, ViewSaved(view_id=view.pk, is_shared=is_shared))
    return view


def drop_view(actor: Actor, view_id: int) -> None:
    """Drop a view of one's own, or a shared one with the right to share."""
    with transaction.atomic():
        view = SavedView.objects.filter(pk=view_id).first()
        if view is None or (view.owner_id != actor.id and not view.is_shared):
            raise NotFound("There is no such view.")
        if view.owner_id != actor.id:
            accounts.require(actor, "views:share")
        view.delete()
        events.publish(actor, ViewDropped(view_id=view_id))
