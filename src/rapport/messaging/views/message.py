"""One message: its words, who got it, why it was sent or not, and what can still be done about it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Conflict, NotFound
from rapport.messaging import services
from rapport.messaging.forms import moment
from rapport.messaging.queries import reading
from rapport.web import csp, notice


@require_GET
def detail(request: StaffRequest, interaction_id: int) -> HttpResponse:
    """The whole message, as a fragment on the timeline and as a page of its own."""
    shown = reading.message(request.viewer, interaction_id)
    template = "messaging/_message.html" if request.htmx else "messaging/message.html"
    return render(request, template, {"shown": shown})


@require_GET
def frame(request: StaffRequest, interaction_id: int) -> HttpResponse:
    """The HTML of a mail in a world of its own: no script, no form, no remote load (IN-18)."""
    html = reading.frame_html(
        request.viewer, interaction_id, whole=request.GET.get("whole") == "1", dark=request.GET.get("dark") == "1"
    )
    answer = HttpResponse(html)
    answer[csp.HEADER] = csp.LETTER
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@require_GET
def source(request: StaffRequest, interaction_id: int) -> HttpResponse:
    """The mail as it arrived, byte for byte."""
    answer = HttpResponse(reading.source(request.viewer, interaction_id), content_type="message/rfc822")
    answer["Content-Disposition"] = f'attachment; filename="message-{interaction_id}.eml"'
    return answer


@require_GET
def why(request: StaffRequest, interaction_id: int) -> HttpResponse:
    """Why this was sent, or why it was not."""
    shown = reading.message(request.viewer, interaction_id)
    template = "messaging/_why.html" if request.htmx else "messaging/why.html"
    return render(request, template, {"shown": shown})


@require_POST
def act(request: StaffRequest, message_id: int, verb: str) -> HttpResponse:
    """Undo, recall, release, retry, reschedule, or say what became of an uncertain delivery."""
    actor = request.actor
    if verb == "edit":
        # Nothing changes yet: the mail keeps its time until another is saved in its place.
        person_id = services.changeable(actor, message_id).person_id
        target = f"{reverse('person', args=[person_id])}?compose=email&edit={message_id}#compose"
        return HttpResponse(status=204, headers={"HX-Redirect": target}) if request.htmx else redirect(target)
    if verb == "undo":
        return _undone(request, message_id)
    if verb == "recall":
        services.recall(actor, message_id)
        words = _("Taken back. It was not sent.")
    elif verb == "release":
        services.release(actor, message_id)
        words = _("On its way.")
    elif verb == "retry":
        services.retry(actor, message_id)
        words = _("It will be tried again now.")
    elif verb == "reschedule":
        try:
            at = moment(request.POST.get("send_at", ""), ZoneInfo(request.viewer.user.time_zone))
        except ValidationError as error:
            return HttpResponseBadRequest(" ".join(error.messages))
        services.reschedule(actor, message_id, at)
        words = _("Moved.")
    elif verb in {"arrived", "again"}:
        given = request.POST.get("delivery", "")
        services.settle_uncertain(actor, int(given) if given.isdecimal() else 0, arrived=verb == "arrived")
        words = _("Noted.") if verb == "arrived" else _("It will be sent again.")
    else:
        raise NotFound
    if not request.htmx:
        back = request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return redirect(back if back and is_ours else reverse("outbox"))
    answer = HttpResponse(status=204)
    notice.trigger(answer, "timeline")
    return notice.tell(answer, words)


def _undone(request: StaffRequest, message_id: int) -> HttpResponse:
    """Back into the composer as it was, or honestly that it was too late."""
    try:
        person_id = services.undo(request.actor, message_id).person_id
    except Conflict:
        words = _("Too late to undo: it was already on its way.")
        if request.htmx:
            return notice.tell(HttpResponse(status=204), words, "wait")
        messages.warning(request, words)
        return redirect(reverse("outbox"))
    target = f"{reverse('person', args=[person_id])}?compose=email#compose"
    messages.success(request, _("Taken back. It was not sent."))
    return HttpResponse(status=204, headers={"HX-Redirect": target}) if request.htmx else redirect(target)


@require_GET
def outbox(request: StaffRequest) -> HttpResponse:
    """What did not get through, in plain words, with what to do."""
    return render(request, "messaging/outbox.html", {"rows": reading.troubled(request.viewer)})
