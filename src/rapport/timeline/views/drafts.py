"""Words on their way: kept while they are typed, and dropped when the writer says so."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rapport.timeline import services
from rapport.timeline.views import answers, blanks


@require_POST
def keep(request: HttpRequest, person_id: int, kind: str) -> HttpResponse:
    """Keep the form as it stands; it is asked while somebody types, and answers nothing."""
    services.keep_draft(request.actor, person_id, kind, dict(request.POST.lists()))  # type: ignore[attr-defined]
    return HttpResponse(status=204)


@require_POST
def drop(request: HttpRequest, person_id: int, kind: str) -> HttpResponse:
    """Drop what was kept; the form begins anew."""
    services.drop_draft(request.actor, person_id, kind)  # type: ignore[attr-defined]
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(kind, person_id)
    blank = blanks.blank_for(request.viewer, person_id)  # type: ignore[attr-defined]
    return answers.page(request, f"timeline/_{kind}_form.html", blank.log() if kind == "log" else blank.note())
