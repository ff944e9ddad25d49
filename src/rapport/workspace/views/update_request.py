"""Asking a candidate for what is missing in an application: a system mail that quotes the request."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rapport.accounts.request import StaffRequest
from rapport.jobs import queries as jobs
from rapport.lib.errors import Invalid
from rapport.messaging.services import system as mail
from rapport.web import notice


def ask(request: StaffRequest, application_id: int) -> HttpResponse:
    """The dialog, or a page of its own without script; posting sends the mail."""
    application = jobs.application(request.viewer, application_id)
    context = {"application": application, "text": request.POST.get("request", ""), "problem": ""}
    if request.method == "POST":
        try:
            message = mail.request_update(request.actor, application_id, request.POST.get("request", ""))
        except Invalid as error:
            context["problem"] = " ".join(_(str(text)) for text in error.fields.values())
        else:
            return _asked(request, application.person_id, was_sent=message is not None)
    template = "workspace/_ask.html" if request.htmx else "workspace/ask.html"
    # htmx swaps only what it is told is fine; the form shows its own errors.
    return render(request, template, context, status=422 if context["problem"] and not request.htmx else 200)


def _asked(request: StaffRequest, person_id: int, *, was_sent: bool) -> HttpResponse:
    words = _("Asked for an update.") if was_sent else _("There is no address on file, so nobody was asked.")
    if not request.htmx:
        (messages.success if was_sent else messages.warning)(request, words)
        return redirect(reverse("person", args=[person_id]))
    answer = HttpResponse(headers={"HX-Reswap": "none"})
    notice.trigger(answer, "close-dialog")
    notice.trigger(answer, "timeline")
    return notice.tell(answer, words, "ok" if was_sent else "wait")
