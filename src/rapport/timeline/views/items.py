"""One item: opened, pinned, removed and brought back, shown to others, answered, corrected."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.events import services as events
from rapport.lib.errors import Invalid, NotFound
from rapport.timeline import queries, services
from rapport.timeline.forms import VisibilityForm, WordsForm, calls_of
from rapport.timeline.views import answers, blanks
from rapport.web.notice import trigger


def item(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """An item opened in place; a browser is led to it on its candidate's page. `?closed` gives the short form back."""
    detail = queries.detail(request.viewer, interaction_id)  # type: ignore[attr-defined]
    person_id = answers.person_of(request, detail.item.person_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(answers.place(person_id, interaction_id))
    if request.GET.get("closed"):
        return render(request, "timeline/_short.html", {"item": detail.item, "person_id": person_id})
    if detail.versions:
        events.log_access(request.actor, "versions", interaction_id)  # type: ignore[attr-defined]
    services.mark_read(request.actor, [interaction_id, *(d.item.id for d in detail.comments)])  # type: ignore[attr-defined]
    return opened(request, detail, person_id)


def opened(request: HttpRequest, detail: Any, person_id: int, status: int = 200, **more: Any) -> HttpResponse:
    context = {"detail": detail, "item": detail.item, "person_id": person_id, **more}
    return render(request, "timeline/_opened.html", context, status=status)


@require_POST
def remove(request: HttpRequest, interaction_id: int) -> HttpResponse:
    line = services.remove(request.actor, interaction_id)  # type: ignore[attr-defined]
    undo = reverse("item_restore", args=[line.pk])
    person_id = queries.standing(request.viewer, line.pk, even_removed=True)[0].person_id  # type: ignore[attr-defined]
    return answers.changed(request, line.pk, _("Deleted. Auditors can still read it."), undo=undo, person_id=person_id)


@require_POST
def restore(request: HttpRequest, interaction_id: int) -> HttpResponse:
    services.restore(request.actor, interaction_id)  # type: ignore[attr-defined]
    return _back(request, interaction_id, _("It is back."))


@require_POST
def pin(request: HttpRequest, interaction_id: int) -> HttpResponse:
    pinned = request.POST.get("pinned") != "0"
    services.pin(request.actor, interaction_id, pinned=pinned)  # type: ignore[attr-defined]
    return _back(request, interaction_id, _("Pinned to the top.") if pinned else _("No longer pinned."))


def visibility(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Who sees an item, as a dialog or a page of its own."""
    viewer = request.viewer  # type: ignore[attr-defined]
    detail = queries.detail(viewer, interaction_id)
    if not detail.item.rights.show_to:
        raise NotFound("There is nothing here that you may change.")
    person_id = answers.person_of(request, detail.item.person_id)
    blank = blanks.blank_for(viewer, person_id)
    circle = services.visibility_of(detail.audience_id)
    if request.method == "POST":
        form = VisibilityForm(request.POST, roles=blank.roles)
        if form.is_valid():
            try:
                services.set_visibility(request.actor, interaction_id, form.seen_by())  # type: ignore[attr-defined]
            except Invalid as error:
                answers.refuse(form, error)
            else:
                answer = _back(request, interaction_id, _("Saved. It now follows the new circle everywhere."))
                return trigger(answer, "close-dialog") if request.htmx else answer  # type: ignore[attr-defined]
    else:
        initial: dict[str, Any] = {"visibility": circle.kind}
        if circle.kind == "roles":
            initial["see_roles"] = circle.member_ids
        if circle.kind == "people":
            initial["see_people"] = [f"u{id}" for id in circle.member_ids]
        form = VisibilityForm(initial=initial, roles=blank.roles)
    context = {
        "form": form,
        "item": detail.item,
        "person": blank.person,
        "action": reverse("item_visibility", args=[interaction_id]),
        "see_people": blanks.chosen(viewer, form["see_people"].value() or []),
        "part": "timeline/_visibility_form.html",
    }
    page = "timeline/_visibility_form.html" if request.htmx else "timeline/form_page.html"  # type: ignore[attr-defined]
    return render(request, page, context, status=422 if form.errors else 200)


def comment(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Answer in an item's thread; calls to people who cannot see it ask first."""
    return _words(request, interaction_id, "comment")


def correct(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """Add a visible correction to what somebody logged who has left."""
    return _words(request, interaction_id, "correct")


def _words(request: HttpRequest, interaction_id: int, verb: str) -> HttpResponse:
    form = WordsForm(request.POST or None)
    more: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if verb == "comment":
                calls = calls_of(request.POST.getlist("call"), form.cleaned_data["unseeing"])
                services.comment(request.actor, interaction_id, form.cleaned_data["text"], calls)  # type: ignore[attr-defined]
            else:
                services.correct(request.actor, interaction_id, form.cleaned_data["text"])  # type: ignore[attr-defined]
        except services.CannotSee as error:
            status, more = 422, {"cannot_see": error.names, "typed": form.cleaned_data["text"]}
        except Invalid as error:
            answers.refuse(form, error)
            status = 422
    detail = queries.detail(request.viewer, interaction_id)  # type: ignore[attr-defined]
    person_id = answers.person_of(request, detail.item.person_id)
    if not request.htmx and status == 200:  # type: ignore[attr-defined]
        return redirect(answers.place(person_id, interaction_id))
    if not request.htmx:  # type: ignore[attr-defined]
        page = {"part": "timeline/_opened.html", "detail": detail, "item": detail.item, "person_id": person_id}
        return render(request, "timeline/form_page.html", {**page, **more, "form": form}, status=status)
    return opened(request, detail, person_id, status, form=form, **more)


def _back(request: HttpRequest, interaction_id: int, text: Any) -> HttpResponse:
    person_id, top = answers.top_of(request, interaction_id)
    return answers.changed(request, top, text, person_id=person_id)
