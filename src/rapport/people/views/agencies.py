"""Agencies, their contacts and the links these submit by."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts import queries as accounts
from rapport.lib.errors import Invalid
from rapport.people import forms, queries, services, wording
from rapport.people.templatetags.people import person_url

Request = Any  # with viewer, actor and can, which the gate adds


def index(request: Request) -> HttpResponse:
    counts = queries.submitted_counts(request.viewer)
    rows = [{"agency": agency, "submitted": counts.get(agency.pk, 0)} for agency in queries.agencies()]
    context = {"rows": rows, "may_edit": request.can("agencies:edit")}
    return render(request, "people/agencies.html", context)


def new(request: Request) -> HttpResponse:
    form = forms.AgencyForm(request.POST or None)
    del form.fields["is_active"]
    if form.is_valid():
        try:
            agency = services.add_agency(request.actor, **form.cleaned_data)
        except Invalid as error:
            forms.show(form, error)
        else:
            messages.success(
                request, _("%(name)s is on file. Add the people who act for them.") % {"name": agency.name}
            )
            return redirect("agency", agency_id=agency.pk)
    status = 422 if form.is_bound else 200
    return render(request, "people/agency_edit.html", {"form": form, "agency": None}, status=status)


def edit(request: Request, agency_id: int) -> HttpResponse:
    agency = queries.agency(agency_id)
    now = {name: getattr(agency, name) for name in ("name", "website", "mail_to", "is_active")}
    form = forms.AgencyForm(request.POST or None, initial=now)
    if form.is_valid():
        try:
            services.edit_agency(request.actor, agency_id, **form.cleaned_data)
        except Invalid as error:
            forms.show(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("agency", agency_id=agency_id)
    status = 422 if form.is_bound else 200
    return render(request, "people/agency_edit.html", {"form": form, "agency": agency}, status=status)


def page(request: Request, agency_id: int) -> HttpResponse:
    """An agency: how mail goes, who acts for it and by which link, whom it has submitted."""
    agency = queries.agency(agency_id)
    form = forms.AgencyContactForm(request.POST or None)
    if form.is_valid() and request.can("agencies:edit"):
        try:
            contact = services.add_contact(request.actor, agency_id, **form.cleaned_data)
        except Invalid as error:
            forms.show(form, error, value="email")
        else:
            messages.success(request, _("%(name)s can be given a link now.") % {"name": contact.full_name})
            return redirect("agency", agency_id=agency_id)
    contacts = []
    for contact in queries.contacts_of(request.viewer, agency_id):
        link = next((link for link in contact.agency_links.all() if link.revoked_at is None), None)
        url = f"{_origin()}/a/{queries.token_of(link)}/" if link else ""
        contacts.append({"person": contact, "link": link, "url": url, "points": list(contact.contact_points.all())})
    context = {
        "agency": agency,
        "contacts": contacts,
        "form": form,
        "submitted": queries.submitted_by_agency(request.viewer, agency_id),
        "mail_to": wording.MAIL_TO[agency.mail_to],
        "may_edit": request.can("agencies:edit"),
    }
    return render(request, "people/agency.html", context, status=422 if form.is_bound else 200)


def _origin() -> str:
    return (accounts.default_brand().public_url or settings.PUBLIC_URL).rstrip("/")


@require_POST
def link(request: Request, person_id: int) -> HttpResponse:
    """Make, renew or revoke a contact's link."""
    contact = queries.get(request.viewer, person_id)
    if request.POST.get("act") == "revoke":
        services.revoke_link(request.actor, contact.pk)
        messages.success(request, _("The link does not work any more."))
    else:
        services.make_link(request.actor, contact.pk)
        messages.success(request, _("The link is ready to be copied. Any earlier one has stopped working."))
    if contact.agency_id is None:
        return redirect(person_url(contact.pk))
    return redirect("agency", agency_id=contact.agency_id)
