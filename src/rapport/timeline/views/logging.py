"""Writing down a communication, and changing what one wrote down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.timeline import queries, services
from rapport.timeline.forms import LogForm
from rapport.timeline.items import Detail
from rapport.timeline.services import files
from rapport.timeline.views import answers, blanks


def log(request: HttpRequest, person_id: int) -> HttpResponse:
    """The form on its own page, or within the composer; posting writes the communication down."""
    viewer = request.viewer  # type: ignore[attr-defined]
    blank = blanks.blank_for(viewer, person_id)
    if request.method != "POST":
        return answers.page(request, "timeline/_log_form.html", blank.log())
    form = LogForm(request.POST, jobs=blank.jobs, roles=blank.roles)
    if form.is_valid():
        try:
            made = services.log(request.actor, form.as_request(blank.person.pk))  # type: ignore[attr-defined]
            services.drop_draft(request.actor, blank.person.pk, "log")  # type: ignore[attr-defined]
            files.add_to(request.actor, made.pk, request.FILES.getlist("files"))  # type: ignore[attr-defined]
        except Invalid as error:
            answers.refuse(form, error)
        else:
            text = _("Logged; the task is done.") if form.cleaned_data["task"] else _("Logged.")
            undo = reverse("item_remove", args=[made.pk])
            return answers.written(request, blank.person.pk, made.pk, text, undo=undo)
    return _form(request, blank, form, request.POST.getlist("sent_by"), request.POST.getlist("sent_to"), status=422)


def edit(request: HttpRequest, interaction_id: int) -> HttpResponse:
    """The form with what was logged; posting changes it and keeps how it read."""
    viewer = request.viewer  # type: ignore[attr-defined]
    detail = queries.detail(viewer, interaction_id)
    item = detail.item
    if not item.rights.edit or not item.is_logged:
        raise NotFound("There is nothing here that you may edit.")
    person_id = answers.person_of(request, item.person_id)
    blank = blanks.blank_for(viewer, person_id)
    jobs = list(
        {
            id: (id, title) for id, title in [*blank.jobs, *([(item.job_id, item.job_title)] if item.job_id else [])]
        }.values()
    )
    if request.method == "POST":
        form, now = LogForm(request.POST, jobs=jobs, roles=blank.roles), None
        if form.is_valid():
            try:
                services.edit(
                    request.actor,  # type: ignore[attr-defined]
                    interaction_id,
                    form.as_request(item.person_id),
                    revision=form.cleaned_data["revision"] or 0,
                )
            except Invalid as error:
                answers.refuse(form, error)
            except Conflict as error:
                now = answers.stale(request, form, error, interaction_id)
            else:
                return answers.written(request, person_id, interaction_id, _("Saved. The earlier version is kept."))
        by, to = request.POST.getlist("sent_by"), request.POST.getlist("sent_to")
        return _form(request, blank, form, by, to, 422, interaction_id, now)
    inbound = item.direction == "in"
    ours = [f"u{w.user_id}" for w in (item.to if inbound else item.senders) if w.user_id]
    theirs = [f"p{w.person_id}" for w in item.parts if w.person_id and w.person_id != item.person_id]
    theirs += [f"u{w.user_id}" for w in (item.cc if inbound else item.to) if w.user_id]
    form = LogForm(initial=_initial(detail), jobs=jobs, roles=blank.roles)
    return _form(request, blank, form, ours, theirs, editing=interaction_id)


def _initial(detail: Any) -> dict[str, Any]:
    item, circle = detail.item, services.visibility_of(detail.audience_id)
    return {
        "kind": item.kind,
        "occurred_at": timezone.localtime(item.occurred_at).strftime("%Y-%m-%dT%H:%M"),
        "direction": item.direction,
        "subject": item.subject,
        "description": detail.body,
        "minutes": item.minutes,
        "outcome": item.outcome,
        "job": item.job_id or "",
        "visibility": circle.kind,
        "see_roles": circle.member_ids if circle.kind == "roles" else (),
        "see_people": [f"u{id}" for id in circle.member_ids] if circle.kind == "people" else (),
        "revision": detail.revision,
    }


def _form(
    request: HttpRequest,
    blank: blanks.Blank,
    form: LogForm,
    sent_by: list[str],
    sent_to: list[str],
    status: int = 200,
    editing: int | None = None,
    now: Detail | None = None,
) -> HttpResponse:
    viewer = blank.viewer
    action = reverse("item_edit", args=[editing]) if editing else reverse("log", args=[blank.person.pk])
    context = {
        "blank": blank,
        "person": blank.person,
        "form": form,
        "editing": editing,
        "now": now,
        "action": action,
        "sent_by": blanks.chosen(viewer, sent_by),
        "sent_to": blanks.chosen(viewer, sent_to),
        "see_people": blanks.chosen(viewer, form["see_people"].value() or []),
    }
    return answers.page(request, "timeline/_log_form.html", context, status=status)
