"""Notes and internal messages, and changing the words of one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.timeline import queries, services
from rapport.timeline.forms import NoteForm, WordsForm
from rapport.timeline.items import Detail
from rapport.timeline.services import files
from rapport.timeline.views import answers, blanks
from rapport.web.notice import trigger


def note(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write a note, or, for named colleagues only, an internal message."""
    viewer = request.viewer  # type: ignore[attr-defined]
    blank = blanks.blank_for(viewer, person_id)
    if request.method != "POST":
        return answers.page(request, "timeline/_note_form.html", blank.note())
    more: dict[str, Any] = {}
    form = NoteForm(request.POST, jobs=blank.jobs, roles=blank.roles, auto_id="note_%s")
    if form.is_valid():
        verb = services.message if form.cleaned_data["internal"] else services.note
        try:
            made = verb(request.actor, form.as_request(blank.person.pk))  # type: ignore[attr-defined]
            services.drop_draft(request.actor, blank.person.pk, "note")  # type: ignore[attr-defined]
            files.add_to(request.actor, made.pk, request.FILES.getlist("files"))  # type: ignore[attr-defined]
        except services.CannotSee as error:
            more = {"cannot_see": error.names}
        except Invalid as error:
            answers.refuse(form, error)
        else:
            text = _("Sent to those you named.") if form.cleaned_data["internal"] else _("Noted.")
            return answers.written(request, blank.person.pk, made.pk, text)
    context = {
        "blank": blank,
        "person": blank.person,
        "form": form,
        "action": reverse("note", args=[blank.person.pk]),
        "called": blanks.chosen(viewer, request.POST.getlist("call")),
        "see_people": blanks.chosen(viewer, form["see_people"].value() or []),
        **more,
    }
    return answers.page(request, "timeline/_note_form.html", context, status=422)


def rewrite(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Change the words of one's own note or comment."""
    viewer = request.viewer  # type: ignore[attr-defined]
    detail = queries.detail(viewer, interaction_id)
    if not (detail.item.rights.edit and detail.item.is_note):
        raise NotFound("There is nothing here that you may edit.")
    form = WordsForm(request.POST or None, initial={"text": detail.body, "revision": detail.revision})
    now: Detail | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.rewrite(
                request.actor,  # type: ignore[attr-defined]
                interaction_id,
                form.cleaned_data["text"],
                revision=form.cleaned_data["revision"] or 0,
            )
        except Invalid as error:
            answers.refuse(form, error)
        except Conflict as error:
            now = answers.stale(request, form, error, interaction_id)
        else:
            person_id, top = answers.top_of(request, interaction_id)
            answer = answers.changed(request, top, _("Saved. The earlier version is kept."), person_id=person_id)
            return trigger(answer, "close-dialog") if request.htmx else answer  # type: ignore[attr-defined]
    context = {
        "form": form,
        "item": detail.item,
        "now": now,
        "action": reverse("item_rewrite", args=[interaction_id]),
        "part": "timeline/_words_form.html",
    }
    page = "timeline/_words_form.html" if request.htmx else "timeline/form_page.html"  # type: ignore[attr-defined]
    return render(request, page, context, status=422 if form.errors else 200)


@require_POST
def read(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Mark what calls the reader as read."""
    detail = queries.detail(request.viewer, interaction_id)  # type: ignore[attr-defined]
    services.mark_read(request.actor, [interaction_id])  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return trigger(HttpResponse(status=204), "mentions")
    return redirect(answers.place(detail.item.person_id, detail.item.id))
