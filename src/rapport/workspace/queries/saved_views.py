"""Saved views: one's own, and those others share."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.workspace.models import SavedView


def views_for(viewer: Viewer, screen: str = "people") -> QuerySet[SavedView]:
    """One's own views first, then what others share."""
    mine = Q(owner_id=viewer.user_id)
    return (
        SavedView.objects.filter(mine | Q(is_shared=True), screen=screen).select_related("owner").order_by("name", "pk")
    )


def view(viewer: Viewer, view_id: int) -> SavedView:
    found = views_for(viewer).filter(pk=view_id).first()
    if found is None:
        raise NotFound("There is no such view.")
    return found
