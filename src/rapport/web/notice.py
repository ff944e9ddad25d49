"""Tells htmx's page something in a toast: `tell(response, _("Saved."))`. Full pages use django.contrib.messages."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

TONES = ("ok", "wait", "stop", "in")


def trigger(response: HttpResponse, name: str, detail: Any = None) -> HttpResponse:
    """Adds an event to the response's HX-Trigger, keeping those already there."""
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    events[name] = detail
    response.headers["HX-Trigger"] = json.dumps(events)  # ASCII: header values carry no other letters
    return response


def tell(
    response: HttpResponse, text: Any, tone: str = "ok", undo_url: str = "", undo_label: Any = "", undo_for: int = 0
) -> HttpResponse:
    """Adds a toast to an htmx answer; with `undo_url` it offers to take the step back (a POST).

    With `undo_for` it counts these seconds down and goes when they are over.
    """
    detail: dict[str, Any] = {"text": str(text), "tone": tone}
    if undo_url:
        detail["undo"] = {"url": undo_url, "label": str(undo_label)}
        if undo_for:
            detail["undo"]["seconds"] = undo_for
    return trigger(response, "notice", detail)
