"""A form that is sent twice is taken once: by a double click, a reload, or a line that broke before the answer came.

Forms that write carry `{% once %}`. The first to come is let through; the same words from the same form again are
answered as the first were. A form that was refused may be sent again, and so may other words from the same page.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rapport.accounts.services import submissions
from rapport.lib.errors import Conflict
from rapport.web import errors
from rapport.web.templatetags.components import ONCE

KEPT = ("Location", "HX-Redirect", "HX-Location", "HX-Refresh")
PATIENCE, LOOK_EVERY = 10.0, 0.2
# Toasts hold names, and whoever gets the answer twice needs to be told once.
SPOKEN = "notice"


class OnceMiddleware:
    """Stands behind the gate, so that only what may be written counts as sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if key := getattr(request, "submission", ""):
            if response.status_code < 400:
                submissions.answered(key, _kept(response))
            else:
                submissions.withdrawn(key)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method != "POST" or not request.user.is_authenticated or not request.POST.get(ONCE):
            return None
        key, until = _key(request), time.monotonic() + PATIENCE
        while not submissions.begin(key):
            if (answer := submissions.answer_of(key)) is not None:
                return _again(answer)
            if time.monotonic() > until:
                told = _("This is being written already. Look whether it is there before you send it again.")
                return errors.handle(request, Conflict(told))
            time.sleep(LOOK_EVERY)
        request.submission = key  # type: ignore[attr-defined]
        return None


def _key(request: HttpRequest) -> str:
    """What makes two posts the same: who sends what, where, from which showing of the form."""
    words = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    files = [[name, file.name, file.size] for name, several in request.FILES.lists() for file in several]
    sent = json.dumps([request.user.pk, request.path, words, files], sort_keys=True)
    return hashlib.sha256(sent.encode()).hexdigest()


def _kept(response: HttpResponse) -> dict[str, Any]:
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    return {
        "status": response.status_code if response.has_header("Location") else 204,
        "headers": {name: response.headers[name] for name in KEPT if response.has_header(name)},
        "events": sorted(set(events) - {SPOKEN}),
    }


def _again(answer: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(status=answer["status"], headers=answer["headers"])
    if answer["events"]:
        response.headers["HX-Trigger"] = json.dumps(dict.fromkeys(answer["events"]))
    return response
