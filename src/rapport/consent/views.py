"""The consent tab of a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from rapport.accounts.request import StaffRequest
from rapport.consent import panel, queries, services
from rapport.people import queries as people


@require_GET
def person(request: StaffRequest, person_id: int) -> HttpResponse:
    """Who allowed what, and when: the ledger, newest first."""
    found = people.get(request.viewer, person_id)
    group = people.ids_of(found)
    context = {
        "person": found,
        "panel": panel.for_person(request.viewer, found),
        "ledger": queries.ledger(group),
        "reasons": services.REASONS,
    }
    return render(request, "consent/person.html", context)


@require_POST
def stop(request: StaffRequest, person_id: int) -> HttpResponse:
    """Do not contact this person any more."""
    found = people.get(request.viewer, person_id)
    services.do_not_contact(request.actor, found.pk, reason=request.POST.get("reason", ""))
    return redirect("person_consent", found.pk)


@require_POST
def lift(request: StaffRequest, person_id: int) -> HttpResponse:
    found = people.get(request.viewer, person_id)
    services.lift(request.actor, found.pk, reason=request.POST.get("reason", ""))
    return redirect("person_consent", found.pk)


@require_POST
def opt_out(request: StaffRequest, person_id: int) -> HttpResponse:
    """The candidate told us, by voice or in person, that they want no more of this (SMS-12)."""
    found = people.get(request.viewer, person_id)
    services.withdraw(request.actor, found.pk, channel="email", source="staff", reason="asked")
    return redirect("person_consent", found.pk)
