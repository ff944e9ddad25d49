"""Adding people to jobs, and one application: details, transfer."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.jobs import forms, queries, services
from rapport.jobs.forms import AddForm, ApplicationForm, TransferForm
from rapport.jobs.models import Application, Stage
from rapport.jobs.views.board import _filters
from rapport.jobs.views.frame import Request, after, job_frame, next_of, refused
from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries as people


def _contacts(request: Request) -> list[tuple[int, str]]:
    return [(p.pk, f"{p.full_name}, {p.agency}") for p in queries.contacts(request.viewer)]


def add(request: Request, job_id: int) -> HttpResponse:
    """From a job's page: somebody comes in."""
    job = queries.get(request.viewer, job_id)
    return _add(request, {"job": job})


def apply(request: Request) -> HttpResponse:
    """From a person's page: into which job?"""
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("person", "")
    person = people.get(request.viewer, int(text)) if text.isdecimal() else None
    return _add(request, {"person": person} if person else {})


def _add(request: Request, known: dict[str, Any]) -> HttpResponse:
    initial = {name: thing.pk for name, thing in known.items()}
    if request.method != "POST":
        return _add_page(request, AddForm(contacts=_contacts(request), initial=initial), known)
    given = request.POST.copy()
    given.update({name: str(id) for name, id in initial.items()})
    form = AddForm(given, contacts=_contacts(request))
    if form.is_valid():
        clean = form.cleaned_data
        person = people.get(request.viewer, clean["person"])
        job = queries.get(request.viewer, clean["job"])
        by = people.get(request.viewer, clean["submitted_by"]) if clean["submitted_by"] else None
        try:
            services.apply(request.actor, person=person, job=job, source=clean["source"], submitted_by=by)
            text = _("%(name)s is now in %(job)s.") % {"name": person.full_name, "job": job.title}
            return after(request, next_of(request, reverse("job-board", args=[job.pk])), text)
        except (Conflict, Invalid) as error:
            form.add_error(None, str(error))
    return _add_page(request, form, known)


def _add_page(request: Request, form: AddForm, known: dict[str, Any]) -> HttpResponse:
    context = {"form": form, "next": next_of(request, ""), "part": "jobs/_add.html", **known}
    template = "jobs/_add.html" if request.htmx else "jobs/dialog.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def suggest(request: Request, job_id: int) -> HttpResponse:
    job = queries.get(request.viewer, job_id)
    found = queries.addable(request.viewer, job, request.GET.get("q", ""))
    return JsonResponse(
        [{"id": p.pk, "label": p.full_name, "hint": p.headline or p.location} for p in found], safe=False
    )


def show(request: Request, application_id: int) -> HttpResponse:
    application = queries.application(request.viewer, application_id)
    custom = people.fields_for(request.viewer, "application")
    tags = queries.tags_of_application(application_id)
    initial = {
        "revision": application.revision,
        "source": application.source,
        "submitted_by_id": application.submitted_by_id,
        "tags": ", ".join(tag.name for tag in tags),
    }
    contacts = _contacts(request)
    if request.method == "POST":
        form = ApplicationForm(request.POST, contacts=contacts, custom=custom)
        if form.is_valid():
            try:
                services.edit_application(
                    request.actor,
                    application_id,
                    revision=form.cleaned_data["revision"],
                    changes=form.changes(),
                    tags=form.tag_list,
                )
                return after(request, reverse("application", args=[application_id]), _("Saved."))
            except Invalid as error:
                refused(form, error)
            except Conflict as error:
                now = ApplicationForm(contacts=contacts, custom=custom, values=application.custom, initial=initial)
                differing = forms.differing(form, now)
                form.add_error(None, f"{error} " + _("Save again to replace what is stored now."))
                again = request.POST.copy()
                again["revision"] = str(application.revision)
                form.data = again
                return _page(request, application, form, differing)
    else:
        form = ApplicationForm(contacts=contacts, custom=custom, values=application.custom, initial=initial)
    return _page(request, application, form)


def _page(
    request: Request, application: Application, form: ApplicationForm, differing: list[Any] | None = None
) -> HttpResponse:
    frame = job_frame(request, application.job, "candidates")
    filters = _filters(request, application.job)
    panels = queries.panel_for(request.viewer, [application.person_id])
    context = {
        **frame,
        "application": application,
        "panel": next(panel for panel in panels if panel.id == application.pk),
        "panels": [panel for panel in panels if panel.id != application.pk],
        "tags": queries.tags_of_application(application.pk),
        "withdrawn": next((s for s in queries.stages(application.job_id) if s.kind == Stage.Kind.WITHDRAWN), None),
        "form": form,
        "differing": differing,
        "may_write": request.viewer.can("messaging:send"),
        "moves": queries.moves_of(application.pk),
        "step": queries.step(request.viewer, application.job, filters.wanted(), application),
        "query": request.GET.urlencode(),
    }
    return render(request, "jobs/application.html", context, status=409 if differing else 422 if form.errors else 200)


def transfer(request: Request, application_id: int) -> HttpResponse:
    application = queries.application(request.viewer, application_id)
    reasons = [(r.pk, queries.name_in(r.label)) for r in queries.reasons(Stage.Kind.WITHDRAWN)]
    if request.method == "POST":
        form = TransferForm(request.POST, reasons=reasons)
        if form.is_valid():
            given = form.cleaned_data
            try:
                new = services.transfer(
                    request.actor,
                    application_id,
                    to_job_id=given["job"],
                    reason_id=given["reason"],
                    revision=given["revision"],
                )
                text = _("%(name)s is now in %(job)s.") % {"name": new.person.full_name, "job": new.job.title}
                return after(request, reverse("application", args=[new.pk]), text)
            except Invalid as error:
                refused(form, error)
            except Conflict as error:
                form.add_error(None, str(error))
    else:
        form = TransferForm(reasons=reasons, initial={"revision": application.revision})
    context = {"form": form, "application": application, "part": "jobs/_transfer.html"}
    template = "jobs/_transfer.html" if request.htmx else "jobs/dialog.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
