"""Teams, brands, legal entities and the organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts import queries, services
from rapport.accounts.forms_settings import BrandForm, LegalEntityForm, OrganisationForm, TeamForm
from rapport.accounts.queries import admin
from rapport.lib.errors import Invalid


def teams(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/teams.html", {"rows": admin.team_rows()})


def team(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    found = admin.team(team_id) if team_id else None
    start = {"name": found.name, "members": queries.team_member_ids(found.pk)} if found else {}
    people = [(user.pk, user.name) for user in queries.active_users()]
    form = TeamForm(request.POST or None, initial=start, members=people)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_team(
                request.actor,  # type: ignore[attr-defined]
                team_id,
                form.cleaned_data["name"],
                form.cleaned_data["members"],
            )
        except Invalid as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The team is saved."))
            return redirect("teams")
    context = {"form": form, "title": found.name if found else _("New team"), "team": found, "back": "teams"}
    return render(request, "accounts/company_form.html", context, status=422 if form.errors else 200)


@require_POST
def remove_team(request: HttpRequest, team_id: int) -> HttpResponse:
    services.remove_team(request.actor, team_id)  # type: ignore[attr-defined]
    messages.success(request, _("The team is dissolved."))
    return redirect("teams")


def identities(request: HttpRequest) -> HttpResponse:
    """Brands and legal entities on one page: who writes, and who answers for it."""
    context = {"brands": admin.brands(), "entities": admin.legal_entities()}
    return render(request, "accounts/identities.html", context)


def brand(request: HttpRequest, brand_id: int | None = None) -> HttpResponse:
    found = admin.brand(brand_id) if brand_id else None
    form = BrandForm(request.POST or None, instance=found)
    actor = request.actor  # type: ignore[attr-defined]
    return _edit(request, form, lambda values: services.save_brand(actor, brand_id, **values), _("Brand"))


def legal_entity(request: HttpRequest, legal_entity_id: int | None = None) -> HttpResponse:
    found = admin.legal_entity(legal_entity_id) if legal_entity_id else None
    form = LegalEntityForm(request.POST or None, instance=found)
    actor = request.actor  # type: ignore[attr-defined]
    return _edit(
        request, form, lambda values: services.save_legal_entity(actor, legal_entity_id, **values), _("Legal entity")
    )


def organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, initial=queries.organisation())
    if request.method == "POST" and form.is_valid():
        services.save_organisation(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect("settings")
    context = {"form": form, "title": _("Organisation"), "back": "settings"}
    return render(request, "accounts/company_form.html", context, status=422 if form.errors else 200)


def _edit(request: HttpRequest, form: forms.BaseModelForm[Any], save: Any, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        save(dict(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("identities")
    context = {"form": form, "title": title, "back": "identities"}
    return render(request, "accounts/company_form.html", context, status=422 if form.errors else 200)
