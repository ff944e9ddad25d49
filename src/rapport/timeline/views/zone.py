"""Times are told in the reader's own zone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from rapport.accounts.queries import Viewer


def zone_of(viewer: Viewer) -> ZoneInfo:
    try:
        return ZoneInfo(viewer.user.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def in_own_zone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Render a view's times as the clock of the signed-in member tells them."""

    @wraps(view)
    def local(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with timezone.override(zone_of(request.viewer)):  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

    return local
