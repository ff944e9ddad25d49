"""Roles and what each may do where."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts import domain, services, words
from rapport.accounts.policy.granting import may_give
from rapport.accounts.queries import admin
from rapport.lib.errors import Invalid


def index(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/roles.html", {"rows": admin.roles(), "total": len(domain.ALL_PERMISSIONS)})


def make(request: HttpRequest) -> HttpResponse:
    copied = request.GET.get("like", "")
    like = admin.role(int(copied)).rights if copied.isdecimal() else {}
    name, rights, problem = "", dict(like), ""
    if request.method == "POST":
        name, rights = request.POST.get("name", ""), _rights(request)
        try:
            role = services.make_role(request.actor, name, rights)  # type: ignore[attr-defined]
        except Invalid as error:
            problem = str(error)
        else:
            messages.success(request, _("The role is made. Give it to members on their page."))
            return redirect("role", role.pk)
    return _editor(request, None, name, rights, problem)


def one(request: HttpRequest, role_id: int) -> HttpResponse:
    row = admin.role(role_id)
    name, rights, problem = row.role.label, row.rights, ""
    if request.method == "POST":
        name, rights = request.POST.get("name", ""), _rights(request)
        # A seeded name that nobody changed stays as it is, so that every reader goes on seeing it in their language.
        kept = row.role.name if name.strip() == row.role.label else name
        try:
            services.change_role(request.actor, role_id, kept, rights)  # type: ignore[attr-defined]
        except Invalid as error:
            problem = str(error)
        else:
            messages.success(request, _("The role is saved; whoever holds it sees the change at once."))
            return redirect("role", role_id)
    return _editor(request, row, name, rights, problem)


@require_POST
def remove(request: HttpRequest, role_id: int) -> HttpResponse:
    services.remove_role(request.actor, role_id)  # type: ignore[attr-defined]
    messages.success(request, _("The role is gone."))
    return redirect("roles")


def _rights(request: HttpRequest) -> dict[str, str]:
    return {name: scope for name in sorted(domain.ALL_PERMISSIONS) if (scope := request.POST.get(name, ""))}


def _line(grants: domain.Grants, right: str, rights: dict[str, str]) -> tuple[str, Any, str, list[Any]]:
    """A right with its scopes, each with whether it is out of the editor's own reach."""
    scopes = [
        (value, label, bool(value) and may_give(grants, {right: value}) is not None)
        for value, label in words.SCOPES.items()
    ]
    return right, words.permission(right), rights.get(right, ""), scopes


def _editor(request: HttpRequest, row: Any, name: str, rights: dict[str, str], problem: str) -> HttpResponse:
    grants = request.viewer.facts.grants  # type: ignore[attr-defined]
    areas = [
        (words.AREAS.get(area, area), [_line(grants, f"{area}:{verb}", rights) for verb in verbs])
        for area, verbs in domain.PERMISSIONS.items()
    ]
    beyond = may_give(grants, row.rights) if row else None
    context = {
        "row": row,
        "name": name,
        "areas": areas,
        "scopes": words.SCOPES.items(),
        "problem": problem,
        "beyond": words.beyond(beyond.params["permissions"]) if beyond else "",
        "has_closed": any(closed for _label, lines in areas for line in lines for *_rest, closed in line[3]),
    }
    return render(request, "accounts/role.html", context, status=422 if problem else 200)
