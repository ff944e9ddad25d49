"""The doors of agencies: the contact's by signed link, and the member's who submits in an agency's name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from rapport.accounts import queries as accounts
from rapport.front_door import queries, services
from rapport.front_door.domain import MAX_BODY, SUBMISSIONS, VISITS
from rapport.front_door.forms import SubmissionForm
from rapport.lib.actor import Actor, ActorKind
from rapport.lib.errors import Conflict, Invalid, NotFound
from rapport.people import queries as people
from rapport.people import services as person_services
from rapport.people.templatetags.people import person_url

Request = Any


def _show(form: SubmissionForm, error: Invalid) -> None:
    places = {"value": "phone", "full_name": "full_name", "job": "job", "file": "file"}
    for name, text in error.fields.items():
        form.add_error(places.get(name), _(str(text)))


def _answer(request: Request, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, template, context, status=status)
    # The address is the key: it goes to nobody we link to.
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@csrf_exempt  # no cookie speaks here: the signed address is the whole authority
def submit_by_link(request: Request, token: str) -> HttpResponse:
    """An agency's own page: no account, one form; it never tells whether we know a candidate already."""
    brand = accounts.default_brand()
    look = {"brand": brand, "entity": accounts.default_legal_entity()}
    if not services.within(VISITS, request.META.get("REMOTE_ADDR", "")):
        return _answer(request, "front_door/closed.html", {**look, "why": "often"}, 429)
    # Before anything reads the body.
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return _answer(request, "front_door/closed.html", {**look, "why": "large"}, 413)
    try:
        link = people.agency_link(token)
    except NotFound:
        return _answer(request, "front_door/closed.html", {**look, "why": "gone"}, 404)
    contact, jobs = link.contact, queries.open_jobs()
    form = SubmissionForm(request.POST or None, request.FILES or None, jobs=jobs)
    if request.method == "POST" and form.is_valid():
        if not services.within(SUBMISSIONS, str(link.pk)):
            return _answer(request, "front_door/closed.html", {**look, "why": "often"}, 429)
        try:
            services.submit(Actor(ActorKind.CONTACT, contact.pk), contact, form.submission())
        except Invalid as error:
            _show(form, error)
        else:
            person_services.link_used(link.pk)
            return redirect(f"{request.path}?received=1")
    context = {
        **look,
        "form": form,
        "jobs": jobs,
        "contact": contact,
        "agency": contact.agency,
        "received": request.GET.get("received") == "1" and not form.is_bound,
    }
    return _answer(request, "front_door/agency.html", context, 422 if form.is_bound else 200)


def submit_for_agency(request: Request, agency_id: int) -> HttpResponse:
    """A member enters a candidate whom an agency sent by mail or phone."""
    agency = people.agency(agency_id)
    contacts = people.contacts_of(request.viewer, agency_id)
    jobs = queries.open_jobs_for(request.viewer)
    form = SubmissionForm(request.POST or None, request.FILES or None, jobs=jobs, needs_file=False)
    chosen = next((c for c in contacts if str(c.pk) == request.POST.get("contact")), None)
    if form.is_valid() and chosen:
        try:
            application = services.submit(request.actor, chosen, form.submission())
        except Invalid as error:
            _show(form, error)
        except Conflict as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The candidate is on file, submitted by the agency."))
            return redirect(person_url(application.person_id))
    context = {"agency": agency, "contacts": contacts, "form": form, "jobs": jobs, "chosen": chosen}
    return render(request, "front_door/submit.html", context, status=422 if form.is_bound else 200)
