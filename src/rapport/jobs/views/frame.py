"""What the pages of one job share: its head with tabs and what the viewer may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from rapport.accounts.queries import Viewer
from rapport.jobs import queries
from rapport.jobs.models import Job
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.web import notice

NEAR = timedelta(days=7)


class Request(HttpRequest):
    """A request behind the gate: the gate and htmx's middleware have given it these."""

    viewer: Viewer
    actor: Actor
    htmx: Any


def job_frame(request: Request, job: Job, tab: str) -> dict[str, Any]:
    """Title row, tabs and rights of a job's page."""
    viewer = request.viewer
    scope = queries.scope_of(viewer.actor, job)
    today = timezone.localdate()
    left = (job.deadline_on - today).days if job.deadline_on else None
    return {
        "job": job,
        "tab": tab,
        "may_edit": viewer.can("jobs:edit", scope),
        "may_staff": viewer.can("jobs:staff", scope),
        "may_move": viewer.can("jobs:move", scope),
        "may_write": viewer.can("messaging:send", scope),
        "may_export": viewer.can("jobs:export", scope),
        "days_left": left,
        "deadline_tone": "" if left is None or left > NEAR.days else ("wait" if left >= 0 else "stop"),
        "is_running": job.state in {Job.State.OPEN, Job.State.ON_HOLD, Job.State.DRAFT},
    }


def after(request: Request, url: str, text: Any, tone: str = "ok") -> HttpResponse:
    """Leads on after a change: htmx goes to the address by itself, a browser is redirected; both are told."""
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = url
    else:
        answer = redirect(url)
    level = messages.WARNING if tone == "wait" else messages.SUCCESS
    messages.add_message(request, level, text)
    return answer


def stay(topic: str, text: Any, tone: str = "ok", undo_url: str = "", undo_label: Any = "") -> HttpResponse:
    """Closes the dialog, tells what happened and lets the board refresh itself."""
    answer = HttpResponse(status=204)
    notice.tell(answer, text, tone, undo_url, undo_label)
    notice.trigger(answer, "close-dialog")
    return notice.trigger(answer, topic)


def next_of(request: Request, fallback: str) -> str:
    """Where the page asked to lead on to, if that is one of ours."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    return wish if url_has_allowed_host_and_scheme(wish, allowed_hosts=None) else fallback


def refused(form: Any, error: Invalid) -> None:
    """Puts what a service refused beside the fields it is about."""
    for name, text in error.fields.items():
        form.add_error(name if name in form.fields else None, text)
