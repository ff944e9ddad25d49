"""Mail that waits for a person: this person, a new person, or not a candidate."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.lib.errors import Invalid
from rapport.messaging import services
from rapport.messaging.queries import triage as triage_page
from rapport.web import csp, notice


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """The list on the left, the chosen mail on the right."""
    chosen = request.GET.get("mail", "")
    page = triage_page.page(request.viewer, int(chosen) if chosen.isdigit() else None)
    template = "messaging/_triage.html" if request.htmx else "messaging/triage.html"
    return render(request, template, {"page": page})


@require_GET
def frame(request: StaffRequest, mail_id: int) -> HttpResponse:
    answer = HttpResponse(triage_page.frame_html(mail_id))
    answer[csp.HEADER] = csp.LETTER
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@require_POST
def decide(request: StaffRequest, mail_id: int, verb: str) -> HttpResponse:
    """Do what the person decided, and show the next mail."""
    actor, undo = request.actor, ""
    if verb == "give":
        person = request.POST.get("person", "")
        if not person.isdigit():
            raise Invalid({"person": _("Choose whose mail this is.")})
        services.give_to(actor, mail_id, int(person), learn_address=request.POST.get("learn") == "on")
        words = _("Filed on the timeline.")
    elif verb == "new":
        services.new_person(actor, mail_id, full_name=request.POST.get("full_name", ""))
        words = _("Added, with this mail on the timeline.")
    elif verb == "again":
        services.try_again(actor, mail_id)
        words = _("It will be read again now.")
    elif verb == "back":
        services.put_back(actor, mail_id)
        words = _("It waits for a decision again.")
    else:
        services.not_a_candidate(actor, mail_id)
        words = _("Not a candidate: its words go in 30 days.")
        undo = reverse("triage_decide", args=[mail_id, "back"])
    if not request.htmx:
        return redirect("triage")
    answer = render(request, "messaging/_triage.html", {"page": triage_page.page(request.viewer, None)})
    return notice.tell(answer, words, undo_url=undo, undo_label=_("Undo"))
