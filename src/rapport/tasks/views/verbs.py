"""What is done to tasks: written down, changed, done, put off, given away, dropped."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rapport.accounts import queries as accounts
from rapport.accounts.queries import Viewer
from rapport.accounts.request import StaffRequest
from rapport.jobs import queries as jobs
from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries as people
from rapport.tasks import domain, queries, services
from rapport.tasks.forms import TaskForm, initial_of
from rapport.tasks.queries import Line
from rapport.tasks.views.answers import changed


def new(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    roles = people.roles()
    if request.method != "POST":
        initial = {name: request.GET[name] for name in ("title", "kind", "due") if name in request.GET}
        form = TaskForm(viewer=viewer, roles=roles, initial=initial)
        return _form(request, form, _chosen(viewer, request.GET))
    form = TaskForm(request.POST, viewer=viewer, roles=roles)
    if form.is_valid():
        try:
            services.add(request.actor, form.new())
        except Invalid as error:
            _show(form, error)
        else:
            return changed(request, _("Task added."), closes=True)
    return _form(request, form, _chosen(viewer, request.POST), status=422)


def edit(request: StaffRequest, task_id: int) -> HttpResponse:
    viewer = request.viewer
    line = queries.line(viewer, task_id)
    roles, initial = people.roles(), initial_of(line, viewer)
    if request.method != "POST":
        return _form(request, TaskForm(viewer=viewer, roles=roles, initial=initial), _chosen_of(line), line)
    form = TaskForm(request.POST, viewer=viewer, roles=roles, initial=initial)
    conflict: Line | None = None
    if form.is_valid():
        try:
            services.edit(
                request.actor,
                task_id,
                form.change(),
                revision=form.cleaned_data["revision"] or 0,
            )
        except Invalid as error:
            _show(form, error)
        except Conflict as error:
            form.add_error(None, str(error))
            conflict = line
            # The next try is made knowing what stands there now.
            given = request.POST.copy()
            given["revision"] = str(line.task.revision)
            form.data = given
        else:
            return changed(request, _("Saved."), closes=True)
    chosen = {**_chosen(viewer, request.POST), "person": line.task.person, "job": line.task.job}
    return _form(request, form, chosen, line, status=409 if conflict else 422, conflict=conflict)


@require_POST
def done(request: StaffRequest, task_id: int) -> HttpResponse:
    services.done(request.actor, task_id)
    return changed(request, _("Done."), undo=reverse("task-reopen", args=[task_id]))


@require_POST
def reopen(request: StaffRequest, task_id: int) -> HttpResponse:
    services.reopen(request.actor, task_id)
    return changed(request, _("The task is open again."))


@require_POST
def drop(request: StaffRequest, task_id: int) -> HttpResponse:
    services.drop(request.actor, task_id)
    return changed(request, _("Dropped."), undo=reverse("task-reopen", args=[task_id]), closes=True)


@require_POST
def put_off(request: StaffRequest, task_id: int) -> HttpResponse:
    try:
        services.put_off(request.actor, task_id, request.POST.get("due", ""))
    except (Invalid, Conflict) as error:
        return changed(request, str(error), tone="stop")
    return changed(request, _("Put off."))


@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """One thing for all chosen tasks."""
    ids = [int(id) for id in request.POST.getlist("tasks") if id.isdecimal()]
    verb = request.POST.get("do", "")
    due, assignee = request.POST.get("due", ""), request.POST.get("assignee", "")
    if not ids:
        return changed(request, _("Choose tasks first."), tone="wait")
    actor = request.actor
    if verb == "assign" and assignee.isdecimal():
        count, problems = services.each(actor, ids, lambda a, id: services.assign(a, id, int(assignee)))
        text = ngettext("Gave %(n)d task away.", "Gave %(n)d tasks away.", count)
    elif verb == "due" and due:
        count, problems = services.each(actor, ids, lambda a, id: services.put_off(a, id, due))
        text = ngettext("Moved %(n)d task.", "Moved %(n)d tasks.", count)
    elif verb == "done":
        count, problems = services.each(actor, ids, services.done)
        text = ngettext("%(n)d task done.", "%(n)d tasks done.", count)
    else:
        return changed(request, _("Choose what to do with them."), tone="wait")
    return changed(request, " ".join([text % {"n": count}, *problems]), tone="wait" if problems else "ok")


def _show(form: TaskForm, error: Invalid) -> None:
    names = {"assignee": "assignee", "job": "job"}
    for name, text in error.fields.items():
        form.add_error(names.get(name, name) if name in form.fields else None, text)


def _chosen(viewer: Viewer, given: Any) -> dict[str, Any]:
    """What the pickers hold already, as far as the viewer may see it."""

    def id(name: str) -> int | None:
        text = given.get(name, "")
        return int(text) if text.isdecimal() else None

    person_id, job_id, assignee_id = id("person"), id("job"), id("assignee")
    members = [int(m) for m in given.getlist("members") if m.isdecimal()]
    users = accounts.users_by_id([*members, *([assignee_id] if assignee_id else [])])
    return {
        "person": people.get(viewer, person_id) if person_id else None,
        "job": jobs.get(viewer, job_id) if job_id else None,
        "assignee": users.get(assignee_id or 0) or viewer.user,
        "members": [users[m] for m in members if m in users],
    }


def _chosen_of(line: Line) -> dict[str, Any]:
    task = line.task
    members = task.audience.member_ids if task.audience.kind == "people" else []
    return {
        "person": task.person,
        "job": task.job,
        "assignee": task.assignee,
        "members": list(accounts.users_by_id(members).values()),
    }


def _form(
    request: StaffRequest,
    form: TaskForm,
    chosen: dict[str, Any],
    line: Line | None = None,
    *,
    status: int = 200,
    conflict: Line | None = None,
) -> HttpResponse:
    viewer = request.viewer
    context = {
        "form": form,
        **chosen,
        "line": line,
        "conflict": conflict,
        "staff": queries.takers(limit=500),
        "action": reverse("task-edit", args=[line.id]) if line else reverse("task-new"),
    }
    page = "tasks/_form.html" if request.htmx else "tasks/form.html"
    with timezone.override(domain.zone(viewer.user.time_zone)):
        answer = render(request, page, context, status=status)
    if status >= 400 and request.htmx:
        answer["HX-Retarget"] = "#dialog"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def show(request: StaffRequest, task_id: int) -> HttpResponse:
    """A task's own address, as notices link to it: where its work is done, else its form."""
    line = queries.line(request.viewer, task_id)
    return redirect(line.url or reverse("task-edit", args=[task_id]))
