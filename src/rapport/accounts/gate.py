"""The coarse gate: every route states its permission, and what states none is not served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from rapport.accounts import second_step
from rapport.accounts.queries import Viewer
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.decision import refuse
from rapport.lib.errors import NotAllowed
from rapport.web import errors, shell

PUBLIC = "public"
READS = {"GET", "HEAD", "OPTIONS"}
SIGNED_IN = "signed-in"
OPEN_MODULES = ("allauth.", "django.views.static", "django.contrib.staticfiles", "django.views.i18n")


class GateMiddleware:
    """Gives the request its viewer, actor, clock and `can`, and refuses what the route's permission does not allow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _introduce(request)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if user.is_authenticated:
            if request.method not in READS:
                shell.forget(user.pk)
            if (way := second_step.hold(request, user)) is not None:
                return way
        permission = getattr(view, "permission", None)
        if permission is None:
            if view.__module__.startswith(OPEN_MODULES):
                return None
            raise RuntimeError(f"The view {view.__module__}.{view.__name__} states no permission.")
        if permission == PUBLIC:
            return None
        if not user.is_authenticated:
            if request.headers.get("HX-Request"):
                answer = HttpResponse(status=401)
                answer["HX-Redirect"] = reverse(settings.LOGIN_URL)
                return answer
            return redirect(f"{reverse(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")
        if permission != SIGNED_IN and not request.can(permission):  # type: ignore[attr-defined]
            # An error raised here would pass by the errors middleware: it hears only of views.
            return errors.handle(request, NotAllowed(refuse("no_permission", permission=permission)))
        return None


def _introduce(request: HttpRequest) -> None:
    """Say who asks, also where the address leads to no view: the page that says so has a rail, too."""
    user = request.user
    if user.is_authenticated:
        viewer = Viewer(user)
        request.viewer = viewer  # type: ignore[attr-defined]
        request.actor = Actor(ActorKind.USER, user.pk)  # type: ignore[attr-defined]
        request.can = viewer.can  # type: ignore[attr-defined]
        timezone.activate(_zone_of(user.time_zone))


def _zone_of(name: str) -> ZoneInfo:
    """The zone a member chose; times are told as their own clock tells them."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
