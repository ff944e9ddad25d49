"""The request as views behind the gate see it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from rapport.accounts.queries import Viewer
from rapport.lib.actor import Actor


class StaffRequest(HttpRequest):
    """A request of a member of staff: who looks, who acts, what they may do."""

    viewer: Viewer
    actor: Actor
    read_id: int  # what a page turned out to show, where its address does not say
    can: Callable[..., bool]
    htmx: HtmxDetails
