"""How a verb on a task answers: htmx hears what changed, a plain form goes back to where it stood."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from rapport.accounts.request import StaffRequest
from rapport.web import notice

CHANGED = "tasks"  # the event that lists of tasks refresh on


def came_from(request: StaffRequest) -> str:
    """The page of ours to go back to."""
    for url in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            parts = urlsplit(url)
            return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    return "/tasks/"


def changed(
    request: StaffRequest, text: Any, *, tone: str = "ok", undo: str = "", closes: bool = False
) -> HttpResponse:
    """Tell what was done; lists on the page fetch themselves anew."""
    if not request.htmx:
        add = {"stop": messages.error, "wait": messages.warning}.get(tone, messages.success)
        add(request, str(text))
        return redirect(came_from(request))
    answer = notice.trigger(HttpResponse(status=204), CHANGED)
    if closes:
        notice.trigger(answer, "close-dialog")
    return notice.tell(answer, text, tone, undo_url=undo)
