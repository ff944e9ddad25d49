"""The page a recruiter starts with, and the one place that says whether anything changed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts.request import StaffRequest
from rapport.messaging.services import conversations
from rapport.tasks import domain
from rapport.tasks.views.answers import changed
from rapport.workspace import rail
from rapport.workspace.queries.my_day import my_day


def page(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    here = domain.zone(viewer.user.time_zone)
    day = my_day(viewer)
    context = {
        "day": day,
        "today": day.now.astimezone(here).date(),
        "greeting": greeting(day.now.astimezone(here)),
        "first_name": viewer.user.name.split()[0] if viewer.user.name.strip() else "",
        "may_send": viewer.can("messaging:send"),
        "may_edit": viewer.can("tasks:edit"),
        "topics": "user,triage" if viewer.can("messaging:triage") else "user",
    }
    name = "workspace/_my_day.html" if request.headers.get("HX-Target") == "my-day" else "workspace/my_day.html"
    with timezone.override(here):
        return render(request, name, context)


def greeting(local: datetime) -> str:
    """A word that fits the hour where the reader is."""
    if 5 <= local.hour < 12:
        return _("Good morning")
    if 12 <= local.hour < 18:
        return _("Good afternoon")
    return _("Good evening")


@require_POST
def no_answer(request: StaffRequest, conversation_id: int) -> HttpResponse:
    """Nobody has to answer the last words of this conversation."""
    conversations.settle(request.actor, conversation_id)
    return changed(request, _("Noted: it needs no answer."))


def pulse(request: StaffRequest) -> HttpResponse:
    """204 while nothing changed, else the version, the topics that changed and the figures of the rail."""
    news = rail.news(request.viewer, request.GET.get("topics", "").split(","), request.GET.get("v", ""))
    return HttpResponse(status=204) if news is None else JsonResponse(news)
