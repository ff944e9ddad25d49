"""Settings: the list of tags and the custom fields."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.lib.errors import Invalid
from rapport.people import forms, queries, services, wording
from rapport.people.services.labels import COLORS

Request = Any  # with viewer, actor and can, which the gate adds


def tags(request: Request) -> HttpResponse:
    """Every tag; one form makes a new one."""
    if request.method == "POST":
        return _tried(
            request,
            lambda: services.create_tag(
                request.actor, name=request.POST.get("name", ""), color=request.POST.get("color", "")
            ),
            _("The tag is there."),
        )
    return render(request, "people/tags.html", {"tags": queries.tags_with_counts(), "colors": COLORS})


@require_POST
def tag(request: Request, tag_id: int) -> HttpResponse:
    """Rename, colour, merge or delete a tag."""
    queries.tag(tag_id)
    given = request.POST
    if given.get("act") == "delete":
        return _tried(request, lambda: services.delete_tag(request.actor, tag_id), _("The tag is gone everywhere."))
    if given.get("act") == "merge":
        into = int(given["into"]) if given.get("into", "").isdigit() else tag_id
        return _tried(request, lambda: services.merge_tags(request.actor, tag_id, into), _("The two are one tag now."))
    return _tried(
        request,
        lambda: services.edit_tag(request.actor, tag_id, name=given.get("name", ""), color=given.get("color", "")),
        _("Saved."),
    )


def _tried(request: Request, act: Any, told: str) -> HttpResponse:
    try:
        act()
    except Invalid as error:
        messages.error(request, " ".join(_(str(text)) for text in error.fields.values()))
    else:
        messages.success(request, told)
    return redirect("tags")


def fields(request: Request) -> HttpResponse:
    """Every custom field, by what it belongs to."""
    roles = {role.pk: role.label for role in queries.roles()}
    rows = [
        {
            "field": field,
            "of": wording.FIELD_OWNERS[field.of],
            "type": wording.FIELD_TYPES[field.type],
            "readers": ", ".join(roles[pk] for pk in field.role_ids if pk in roles),
        }
        for field in queries.all_fields()
    ]
    return render(request, "people/fields.html", {"rows": rows})


def field_new(request: Request) -> HttpResponse:
    form = forms.FieldForm(request.POST or None, roles=_roles(), is_new=True)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.define_field(
                request.actor,
                of=data["of"],
                type=data["type"],
                label=form.labels(),
                options=form.lines(),
                role_ids=[int(pk) for pk in data["roles"]],
            )
        except Invalid as error:
            forms.show(form, error, label="label_en")
        else:
            messages.success(request, _("The field is there."))
            return redirect("fields")
    status = 422 if form.is_bound else 200
    return render(request, "people/field_edit.html", {"form": form, "field": None}, status=status)


def field_edit(request: Request, field_id: int) -> HttpResponse:
    field = queries.custom_field(field_id)
    now = {
        **{f"label_{code}": field.label.get(code, "") for code in ("en", "de", "ar")},
        "options": "\n".join(field.options),
        "roles": [str(pk) for pk in field.role_ids],
        "position": field.position,
        "is_active": field.is_active,
    }
    form = forms.FieldForm(request.POST or None, roles=_roles(), is_new=False, initial=now)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.edit_field(
                request.actor,
                field_id,
                label=form.labels(),
                options=form.lines() if field.options else [],
                role_ids=sorted(int(pk) for pk in data["roles"]),
                position=data["position"] or 0,
                is_active=data["is_active"],
            )
        except Invalid as error:
            forms.show(form, error, label="label_en")
        else:
            messages.success(request, _("Saved."))
            return redirect("fields")
    status = 422 if form.is_bound else 200
    return render(request, "people/field_edit.html", {"form": form, "field": field}, status=status)


def _roles() -> list[tuple[str, str]]:
    return [(str(role.pk), role.label) for role in queries.roles()]
