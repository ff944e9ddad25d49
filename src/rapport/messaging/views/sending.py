"""The settings page of sending: what leaves, what was stopped by whom and why, and the way to start it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Conflict, Invalid
from rapport.messaging import services
from rapport.messaging.forms import StopForm
from rapport.messaging.queries import sending


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    return render(request, "messaging/sending.html", {"now": sending.standing(), "form": StopForm(sending.choices())})


@require_POST
def stop(request: StaffRequest) -> HttpResponse:
    """Stop a scope; nothing of it leaves from here on."""
    form = StopForm(sending.choices(), request.POST)
    if form.is_valid():
        scope, _colon, target = form.cleaned_data["what"].partition(":")
        try:
            services.stop(request.actor, scope, target, reason=form.cleaned_data["reason"])
        except (Invalid, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Stopped. What is due waits until somebody starts it again."))
            return redirect("sending")
    return render(request, "messaging/sending.html", {"now": sending.standing(), "form": form}, status=422)


@require_POST
def start(request: StaffRequest, stop_id: int) -> HttpResponse:
    """Start a scope again."""
    try:
        freed = services.start(request.actor, stop_id)
    except Conflict as error:
        messages.warning(request, str(error))
    else:
        words = ngettext(
            "Started again. %(count)d mail that waited leaves now.",
            "Started again. %(count)d mails that waited leave now.",
            freed,
        )
        messages.success(request, words % {"count": freed})
    return redirect("sending")
