"""The editable list of reasons (US-13)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.jobs import queries, services
from rapport.jobs.forms import reason_lines
from rapport.jobs.models import CLOSING_KINDS, Stage
from rapport.jobs.services import ReasonLine
from rapport.jobs.views.frame import Request, after
from rapport.lib.errors import Invalid


def index(request: Request) -> HttpResponse:
    error, lines = "", None
    if request.method == "POST":
        lines = reason_lines(request.POST)
        try:
            services.save_reasons(request.actor, lines)
            return after(request, reverse("job-reasons"), _("The reasons are saved."))
        except Invalid as told:
            error = str(told)
    stored = [ReasonLine(r.kind, r.label, r.pk, r.is_active) for r in queries.all_reasons()]
    shown = stored if lines is None else lines
    groups = [(kind, Stage.Kind(kind).label, [line for line in shown if line.kind == kind]) for kind in CLOSING_KINDS]
    context = {"groups": groups, "error": error, "languages": settings.LANGUAGES}
    return render(request, "jobs/reasons.html", context, status=422 if error else 200)
