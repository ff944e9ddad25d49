"""Adding people, editing profiles and addresses, the Overview tab."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.errors import Conflict, Invalid
from rapport.people import domain, forms, queries, services
from rapport.people.templatetags.people import person_url

Request = Any  # with viewer, actor and can, which the gate adds
POINT_LABELS = ("work", "private", "mobile", "office")


def new(request: Request) -> HttpResponse:
    """Add somebody; people who may be the same are shown while typing and once more before saving."""
    fields = queries.fields_for(request.viewer)
    first = {
        "language": request.viewer.user.language or "en",
        "source": "sourced",
        "owner": str(request.viewer.user_id),
    }
    first |= {name: request.GET[name] for name in ("full_name", "emails", "phones") if name in request.GET}
    form = forms.NewPersonForm(request.POST or None, fields=fields, initial=first)
    alike = []
    if form.is_valid():
        data = form.cleaned_data
        alike = queries.alike(
            request.viewer, name=data["full_name"], email=data["emails"], phone=data["phones"], country=data["country"]
        )
        if not alike or request.POST.get("sure") == "1":
            custom = {k: v for k, v in form.changes()["custom"].items() if v not in (None, "", [], False)}
            values = {k: v for k, v in form.changes().items() if k != "custom"}
            if not values["time_zone"]:
                values["time_zone"] = _zone(data["phones"], data["country"])
            try:
                person = services.add_person(
                    request.actor,
                    emails=[data["emails"]] if data["emails"] else [],
                    phones=[data["phones"]] if data["phones"] else [],
                    links=[data["links"]] if data["links"] else [],
                    **values,
                )
                if custom:
                    services.edit_person(request.actor, person.pk, revision=person.revision, changes={"custom": custom})
            except Invalid as error:
                forms.show(form, error, value="emails")
            else:
                messages.success(request, _("%(name)s is on file.") % {"name": person.full_name})
                return redirect(person_url(person.pk))
    context = {"form": form, "alike": alike, "zones": _zones()}
    return render(request, "people/new.html", context, status=422 if form.is_bound else 200)


def alike(request: Request) -> HttpResponse:
    """Who may be the one being typed; a fragment under the form."""
    given = {name: request.GET.get(name, "")[:300] for name in ("full_name", "emails", "phones", "country")}
    found = queries.alike(
        request.viewer,
        name=given["full_name"],
        email=given["emails"],
        phone=given["phones"],
        country=given["country"],
    )
    context = {"alike": found, "zone": _zone(given["phones"], given["country"])}
    return render(request, "people/_alike.html", context)


def _zone(phone: str, country: str) -> str:
    try:
        numbers = [domain.canonical_phone(phone, country)] if phone else []
    except Invalid:
        numbers = []
    return domain.suggested_time_zone(numbers, country)


def _zones() -> list[str]:
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def edit(request: Request, person_id: int) -> HttpResponse:
    """Edit a profile; when somebody saved meanwhile, both texts stand side by side."""
    shown = queries.overview(request.viewer, person_id)
    person, fields = shown.person, [field for field, _value in shown.custom]
    first = forms.initial(person, fields)
    form = forms.ProfileForm(request.POST or None, fields=fields, person=person, initial=first)
    clashes: list[dict[str, Any]] = []
    if form.is_valid():
        revision = request.POST.get("revision", "")
        try:
            services.edit_person(
                request.actor,
                person.pk,
                revision=int(revision) if revision.isdigit() else 0,
                changes=form.changes(),
            )
        except Conflict:
            clashes = _clashes(form, first)
        except Invalid as error:
            forms.show(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(person_url(person.pk))
    zones = [point.canonical for point in shown.phones]
    context = {
        "form": form,
        "shown": shown,
        "person": person,
        "clashes": clashes,
        "zones": _zones(),
        "suggested_zone": "" if person.time_zone else domain.suggested_time_zone(zones, person.country),
        "point_form": forms.PointForm(),
        "point_labels": POINT_LABELS,
    }
    status = 409 if clashes else 422 if form.is_bound else 200
    return render(request, "people/edit.html", context, status=status)


def _clashes(form: forms.ProfileForm, now: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields where what was typed differs from what somebody else has saved, both in words."""
    rows = []
    for name, field in form.fields.items():
        mine, theirs = form.cleaned_data.get(name), now.get(name)
        if (mine or "") != (theirs or ""):
            choices = dict(getattr(field, "choices", ()))
            rows.append(
                {
                    "label": field.label,
                    "mine": choices.get(mine, mine),
                    "theirs": choices.get(theirs, theirs),
                    "name": name,
                }
            )
    return rows


def overview(request: Request, person_id: int) -> HttpResponse:
    """The Overview tab of the candidate page."""
    template = "people/_overview.html" if request.htmx else "people/overview.html"
    return render(request, template, overview_context(request, person_id))


def overview_context(request: Request, person_id: int) -> dict[str, Any]:
    """What `people/_overview.html` needs; the candidate page includes it in its own answer."""
    shown = queries.overview(request.viewer, person_id)
    return {
        "shown": shown,
        "person": shown.person,
        "may_edit": request.can("people:edit"),
        "may_merge": request.can("people:merge"),
        "may_delete": request.can("people:delete"),
        "all_tags": queries.tags() if request.can("people:edit") else [],
    }


@require_POST
def add_point(request: Request, person_id: int) -> HttpResponse:
    person = queries.get(request.viewer, person_id)
    form = forms.PointForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_contact_point(
                request.actor,
                person,
                channel=data["channel"],
                value=data["value"],
                label=data["label"],
                make_primary=data["is_primary"],
            )
        except Invalid as error:
            forms.show(form, error)
        else:
            messages.success(request, _("The address is on file."))
            return redirect("person_edit", person_id=person.pk)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(text) for text in errors))
    return redirect("person_edit", person_id=person.pk)


@require_POST
def change_point(request: Request, point_id: int) -> HttpResponse:
    """Label, primary, verified or gone: one button each."""
    point = queries.contact_point(request.viewer, point_id)
    act = request.POST.get("act", "")
    if act == "remove":
        services.remove_contact_point(request.actor, point_id)
        messages.success(request, _("The address is off file; what was sent to it stays on the timeline."))
    elif act == "primary":
        services.edit_contact_point(request.actor, point_id, make_primary=True)
        messages.success(request, _("This one is used first from now on."))
    elif act in {"verify", "doubt"}:
        services.edit_contact_point(request.actor, point_id, verified=act == "verify")
        messages.success(request, _("Noted."))
    elif act == "label":
        services.edit_contact_point(request.actor, point_id, label=request.POST.get("label", ""))
        messages.success(request, _("Saved."))
    return redirect("person_edit", person_id=point.person_id)
