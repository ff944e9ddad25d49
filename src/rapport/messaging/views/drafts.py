"""What colleagues are writing: listed, read, and taken over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.channels.email import html as mail_html
from rapport.lib.errors import Conflict
from rapport.messaging import services
from rapport.messaging.queries import composer, drafts
from rapport.messaging.queries.typed import of_draft
from rapport.people import queries as people


@require_GET
def index(request: StaffRequest, person_id: int) -> HttpResponse:
    """What is being written to a person, as a fragment beside the composer."""
    person = people.get(request.viewer, person_id)
    begun = drafts.begun(request.viewer, people.ids_of(person))
    context = {"person": person, "begun": begun, "is_written": any(one.is_writing for one in begun)}
    return render(request, "messaging/_drafts.html", context)


@require_GET
def read(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """A draft as it stands, to read; its writer goes on in the composer."""
    draft = drafts.get(request.viewer, draft_id)
    if draft.author_id == request.viewer.user_id:
        return redirect(_composer(draft.person_id))
    words = of_draft(draft)
    shown = {
        "draft": draft,
        "person": draft.person,
        "subject": words.get("subject", ""),
        "body": mail_html.clean_composed(words.get("html", "")),
        "files": composer.kept_files(words.get("files", ())),
        "begun_by": words.get("begun_by", ""),
    }
    return render(request, "messaging/_draft.html" if request.htmx else "messaging/draft.html", shown)


@require_POST
def take_over(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Go on with what a colleague began."""
    place = _composer(person_id)
    try:
        place = _composer(services.take_over(request.actor, draft_id).person_id)
        messages.success(request, _("It is yours now. Who began it stays known."))
    except Conflict as error:
        messages.warning(request, str(error))
    return _go(request, place)


@require_POST
def drop(request: StaffRequest, person_id: int, draft_id: int) -> HttpResponse:
    """Throw away what one has typed oneself."""
    services.drop_draft(request.actor, draft_id)
    messages.success(request, _("The draft is gone."))
    return _go(request, reverse("person", args=[person_id]))


def _composer(person_id: int) -> str:
    return f"{reverse('person', args=[person_id])}?compose=email#compose"


def _go(request: StaffRequest, place: str) -> HttpResponse:
    return HttpResponse(status=204, headers={"HX-Redirect": place}) if request.htmx else redirect(place)
