"""How a change is answered: htmx gets a toast and looks again, a browser goes back to the candidate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries as people
from rapport.timeline import queries
from rapport.timeline.items import Detail
from rapport.web.notice import tell, trigger


def person_of(request: HttpRequest, otherwise: int) -> int:
    """The person on whose page the reader is, when they may see them, else the one the item was found under."""
    given = request.POST.get("person") or request.GET.get("person") or ""
    if given.isdecimal() and len(given) < 19:
        wanted = int(given)
        if people.visible_ids(request.viewer, [wanted]):  # type: ignore[attr-defined]
            return wanted
    return otherwise


def place(person_id: int, interaction_id: int | None = None) -> str:
    url = reverse("person", args=[person_id])
    return f"{url}?item={interaction_id}#i{interaction_id}" if interaction_id else url


def written(request: HttpRequest, person_id: int, interaction_id: int, text: Any, *, undo: str = "") -> HttpResponse:
    """Something new stands on the timeline; with `undo` the toast offers to take it back."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text)
        return redirect(place(person_id, interaction_id))
    answer = tell(HttpResponse(status=200), text, undo_url=undo, undo_label=_("Undo") if undo else "")
    answer["HX-Reswap"] = "none"
    trigger(answer, "written")
    return trigger(answer, "timeline")


def changed(
    request: HttpRequest, interaction_id: int, text: Any, *, undo: str = "", person_id: int = 0
) -> HttpResponse:
    """An item changed or went; with `undo` the toast offers to take that back."""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text)
        return redirect(place(person_of(request, person_id), None if undo else interaction_id))
    answer = tell(HttpResponse(status=200), text, undo_url=undo, undo_label=_("Undo") if undo else "")
    answer["HX-Reswap"] = "none"
    return trigger(answer, "timeline")


def page(request: HttpRequest, part: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A form for htmx, or on a page of its own."""
    template = part if request.htmx else "timeline/form_page.html"  # type: ignore[attr-defined]
    return render(request, template, {**context, "part": part}, status=status)


def refuse(form: forms.Form, error: Invalid) -> None:
    """Put what a service would not take beside the field it speaks of."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, str(text))


def stale(request: HttpRequest, form: forms.Form, error: Conflict, interaction_id: int) -> Detail:
    """Keep what was typed and say what stands there now; the next try is made knowing it."""
    now = queries.detail(request.viewer, interaction_id)  # type: ignore[attr-defined]
    form.add_error(None, str(error))
    typed: Any = form.data
    again = typed.copy()
    again["revision"] = str(now.revision)
    form.data = again
    return now


def top_of(request: HttpRequest, interaction_id: int) -> tuple[int, int]:
    """The person and the item (or the one it hangs on) to go back to."""
    item = queries.detail(request.viewer, interaction_id).item  # type: ignore[attr-defined]
    return person_of(request, item.person_id), item.parent_id or item.id
