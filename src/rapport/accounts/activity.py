"""Whether a session is still in use: noted every few minutes, never by a page that only polls."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from rapport.accounts.services import sign_in


class ActivityMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        is_poll = request.headers.get("X-Requested-With") == "pulse"
        if key and not is_poll and request.user.is_authenticated and not sign_in.seen(request.session):
            logout(request)
        return self.get_response(request)
