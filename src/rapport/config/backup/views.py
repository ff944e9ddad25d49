"""The settings page that says when the last backup was made, and what losing the key ring means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rapport.config.backup import queries


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(
        request, "config/backup.html", {"last": queries.last(), "ring": queries.ring(), "folder": queries.folder()}
    )
