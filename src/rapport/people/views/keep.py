"""Tags on a person, following, removing and bringing back, duplicates and merging."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.errors import Conflict, Invalid
from rapport.people import queries, services, wording
from rapport.people.models import Person
from rapport.people.services.merge import TAKEABLE
from rapport.people.templatetags.people import person_url
from rapport.web import notice, paging

Request = Any  # with viewer, actor and can, which the gate adds
SIZE = 30


def _onward(request: Request, person_id: int) -> HttpResponse:
    """Back to where the form stood, if it said so, else to the person."""
    wish = request.POST.get("next", "")
    if wish and url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}):
        return redirect(wish)
    return redirect(person_url(person_id))


def _answer(request: Request, person_id: int) -> HttpResponse:
    """The Overview tab again for htmx, a redirect otherwise."""
    if request.htmx:
        return redirect("person_overview", person_id=person_id)
    return _onward(request, person_id)


@require_POST
def tag(request: Request, person_id: int) -> HttpResponse:
    person = queries.get(request.viewer, person_id)
    name, off = request.POST.get("tag_name", ""), request.POST.get("untag", "")
    try:
        if off.isdigit():
            services.untag_people(request.actor, queries.visible_ids_of(request.viewer, person), int(off))
        else:
            services.tag_people(request.actor, [person.pk], name)
    except Invalid as error:
        messages.error(request, " ".join(_(str(text)) for text in error.fields.values()))
    return _answer(request, person.pk)


@require_POST
def follow(request: Request, person_id: int) -> HttpResponse:
    person = queries.get(request.viewer, person_id)
    if request.POST.get("follow") == "0":
        services.unfollow(request.actor, queries.visible_ids_of(request.viewer, person))
    else:
        services.follow(request.actor, [person.pk])
    if not request.htmx:
        return _onward(request, person.pk)
    context = {"person": person, "is_following": request.POST.get("follow") != "0"}
    answer = render(request, "people/_follow.html", context)
    return notice.trigger(answer, "followers")


@require_POST
def remove(request: Request, person_id: int) -> HttpResponse:
    person = queries.get(request.viewer, person_id)
    services.remove_person(request.actor, person.pk)
    told = format_html(
        '{} <a href="{}">{}</a>',
        _("%(name)s is off every list. Words are kept until retention ends.") % {"name": person.full_name},
        reverse("person_restore", args=[person.pk]),
        _("Bring back"),
    )
    messages.success(request, told)
    return redirect("people")


def restore(request: Request, person_id: int) -> HttpResponse:
    """Ask, then bring a removed person back."""
    person = queries.removed(request.viewer, person_id)
    if request.method == "POST":
        services.restore_person(request.actor, person_id)
        messages.success(request, _("%(name)s is back.") % {"name": person.full_name})
        return redirect(person_url(person.pk))
    return render(request, "people/restore.html", {"person": person})


def duplicates(request: Request) -> HttpResponse:
    """Pairs that may be one person, of those the viewer may see both of."""
    before = None
    try:
        key = paging.decode(request.GET.get("before", "")) if request.GET.get("before") else ()
        before = key[0] if key and isinstance(key[0], int) else None
    except paging.BadCursor:
        before = None
    page = paging.page_of(queries.twin_page(request.viewer, before, SIZE), SIZE, lambda pair: (pair.pk,))
    older = f"{reverse('people_duplicates')}?before={page.older}" if page.older else ""
    return render(request, "people/duplicates.html", {"page": page, "older_url": older})


@require_POST
def dismiss(request: Request, twins_id: int) -> HttpResponse:
    services.dismiss(request.actor, twins_id)
    messages.success(request, _("Kept as two people. We will not ask again."))
    return redirect("people_duplicates")


def merge(request: Request, one_id: int, other_id: int) -> HttpResponse:
    """Two people side by side: which stays, and which values it takes over."""
    one, other = queries.pair(request.viewer, one_id, other_id)
    if request.POST.get("keep") == str(other.pk):
        one, other = other, one
    fields = queries.fields_for(request.viewer)
    names = [*TAKEABLE, *(f"custom.{field.key}" for field in fields)]
    if request.method == "POST" and request.POST.get("keep"):
        take = [name for name in names if request.POST.get(f"take_{name}") == str(other.pk)]
        try:
            services.merge(request.actor, one.pk, other.pk, take=take)
        except (Conflict, Invalid) as error:
            messages.error(request, _(str(error)))
            return redirect("people_duplicates")
        messages.success(request, _("They are one person now. You can take them apart again in the Overview."))
        return redirect(person_url(one.pk))
    rows = []
    for name in names:
        a, b = _value(one, name), _value(other, name)
        if a != b:
            label = wording.PROFILE.get(name) or next(
                wording.told(f.label) for f in fields if name == f"custom.{f.key}"
            )
            rows.append({"name": name, "label": label, "one": a, "other": b, "prefer_other": not a and bool(b)})
    points: dict[int, list[Any]] = {one.pk: [], other.pk: []}
    for point in queries.contact_points(points):
        points[point.person_id].append(point)
    context = {
        "one": one,
        "other": other,
        "rows": rows,
        "sides": [(one, points[one.pk]), (other, points[other.pk])],
    }
    return render(request, "people/merge.html", context)


def _value(person: Person, name: str) -> str:
    """A field's value in words."""
    if name.startswith("custom."):
        value = person.custom.get(name.removeprefix("custom."))
        return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    match name:
        case "country":
            return wording.country_name(person.country)
        case "language":
            return wording.language_name(person.language)
        case "source":
            return wording.source(person)
        case "owner_id":
            return person.owner.name if person.owner else ""
        case "submitted_by_id":
            return person.submitted_by.full_name if person.submitted_by else ""
    return str(getattr(person, name) or "")


@require_POST
def unmerge(request: Request, merged_id: int) -> HttpResponse:
    record = services.unmerge(request.actor, merged_id)
    messages.success(request, _("They are two people again, each with what was theirs."))
    return redirect(person_url(record.survivor_id))


@require_POST
def sweep(request: Request) -> HttpResponse:
    """Look through everybody at once, without waiting for the night."""
    services.sweep_twins()
    messages.success(request, _("We have looked through everybody."))
    return redirect("people_duplicates")
