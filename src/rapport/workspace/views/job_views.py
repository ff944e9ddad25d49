"""Saved views of the list of jobs."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Invalid
from rapport.workspace import job_counts
from rapport.workspace.queries import saved_views
from rapport.workspace.services import saved_views as services

LONGEST = 2000


def index(request: StaffRequest) -> HttpResponse:
    """The chips above the list with how many jobs each holds, and a page of their own to drop them."""
    views = list(saved_views.views_for(request.viewer, "jobs")[:20])
    counts = job_counts.totals(request.viewer, [view.query for view in views])
    context = {
        "counted": [
            {"view": view, "count": count, "is_capped": more} for view, (count, more) in zip(views, counts, strict=True)
        ],
        "current": request.GET.get("current", ""),
        "may_share": request.can("views:share"),
    }
    return render(request, "workspace/_job_views.html" if request.htmx else "workspace/job_views.html", context)


@require_POST
def save(request: StaffRequest) -> HttpResponse:
    query = urlencode(parse_qsl(request.POST.get("query", "")[:LONGEST]))
    try:
        view = services.save_view(
            request.actor,
            name=request.POST.get("name", ""),
            query=query,
            is_shared=request.POST.get("shared") == "on",
            screen="jobs",
        )
    except Invalid as error:
        messages.error(request, " ".join(_(str(text)) for text in error.fields.values()))
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse('jobs')}?{query}")


@require_POST
def drop(request: StaffRequest, view_id: int) -> HttpResponse:
    services.drop_view(request.actor, view_id)
    messages.success(request, _("The view is gone; the jobs are not."))
    return redirect("job_views")
