"""The lists of tasks, and the choices pickers ask for."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.accounts.request import StaffRequest
from rapport.jobs import queries as jobs
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.tasks import domain, queries
from rapport.tasks.domain import Bucket
from rapport.tasks.forms import FilterForm
from rapport.tasks.sentences import KINDS
from rapport.web.paging import BadCursor

AT_MOST = 12


def headings() -> dict[Bucket, str]:
    return {
        Bucket.OVERDUE: _("Overdue"),
        Bucket.TODAY: _("Today"),
        Bucket.WEEK: _("This week"),
        Bucket.LATER: _("Later"),
        Bucket.UNDATED: _("No date"),
        Bucket.DONE: _("Done"),
    }


def index(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    wanted = FilterForm(request.GET).wanted()
    may_team = viewer.can("tasks:read_all")
    if wanted.view == "team" and not may_team:
        raise NotFound(_("This list is not yours to see."))
    try:
        page = queries.page(viewer, wanted, request.GET.get("after", ""))
    except (BadCursor, ValueError) as error:
        raise NotFound(_("This page of the list is gone.")) from error
    query = request.GET.copy()
    query.pop("after", None)
    here = query.urlencode()
    query["after"] = page.older or ""
    names = headings()
    person = people.get(viewer, wanted.person_id) if wanted.person_id else None
    assignee = accounts.users_by_id([wanted.assignee_id]).get(wanted.assignee_id) if wanted.assignee_id else None
    context: dict[str, Any] = {
        "groups": [(b, names[b], list(some)) for b, some in groupby(page.items, key=lambda line: line.bucket)],
        "counts": queries.counts(viewer),
        "view": wanted.view,
        "wanted": wanted,
        "person": person,
        "job": jobs.get(viewer, wanted.job_id) if wanted.job_id else None,
        "assignee": assignee,
        "kinds": list(KINDS.items()),
        "is_narrow": bool(wanted.kind or wanted.job_id or person or wanted.assignee_id is not None),
        "may_team": may_team,
        "may_edit": viewer.can("tasks:edit"),
        "older": f"?{query.urlencode()}" if page.older else None,
        "here": f"?{here}" if here else "?",
        "staff": queries.takers(limit=500) if page.items and wanted.view != "done" else [],
    }
    page_name = "tasks/_list.html" if request.headers.get("HX-Target") == "tasks" else "tasks/index.html"
    with timezone.override(domain.zone(viewer.user.time_zone)):
        return render(request, page_name, context)


def suggest(request: StaffRequest, what: str) -> HttpResponse:
    """Choices for a picker: people, members of staff, jobs."""
    viewer, text = request.viewer, request.GET.get("q", "")[:80]
    rows: list[dict[str, Any]]
    if what == "people":
        rows = [{"id": p.pk, "label": p.full_name, "hint": p.headline} for p in queries.suggested_people(viewer, text)]
    elif what == "staff":
        rows = [{"id": u.pk, "label": u.name, "hint": u.title} for u in queries.takers(text)]
    elif what == "jobs":
        rows = [{"id": j.pk, "label": j.title, "hint": j.city} for j in jobs.suggested(viewer, text, AT_MOST)]
    else:
        raise NotFound(_("There is nothing to choose from here."))
    return JsonResponse(rows, safe=False)
