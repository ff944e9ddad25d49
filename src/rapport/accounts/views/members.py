"""Members of staff: who they are, what they may do, and showing them out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rapport.accounts import holdings, queries, services, words
from rapport.accounts.forms_settings import AccessForm, InviteForm
from rapport.accounts.policy.granting import may_give
from rapport.accounts.queries import admin
from rapport.lib.errors import Invalid


def _choices() -> dict[str, Any]:
    return {"roles": admin.role_names(), "teams": [(team.pk, team.name) for team in queries.teams()]}


def _closed(request: HttpRequest, held: Iterable[str] = ()) -> dict[str, str]:
    """The roles that the reader cannot give, by key, with the reason; one that is held already can be taken away."""
    grants = request.viewer.facts.grants  # type: ignore[attr-defined]
    found = {row.role.key: may_give(grants, row.rights) for row in admin.roles() if row.role.key not in set(held)}
    return {key: words.beyond(finding.params["permissions"]) for key, finding in found.items() if finding}


def _reasons(closed: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, closed[key]) for key, name in admin.role_names() if key in closed]


def index(request: HttpRequest) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("q", "role", "team", "status")}
    team = int(chosen["team"]) if chosen["team"].isdecimal() else None
    status = chosen["status"] or "active"
    context = {
        "members": admin.members(chosen["q"], chosen["role"], team, status),
        "invitations": admin.invitations(),
        "chosen": {**chosen, "status": status},
        "statuses": [("active", _("Active")), ("left", _("Left")), ("all", _("All"))],
        "now": timezone.now(),
        **_choices(),
    }
    template = "accounts/_members.html" if request.htmx else "accounts/members.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def invite(request: HttpRequest) -> HttpResponse:
    closed = _closed(request)
    form = InviteForm(request.POST or None, closed=closed, **_choices())
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = services.invite(
                request.actor,  # type: ignore[attr-defined]
                asked["email"],
                asked["name"],
                asked["roles"],
                asked.get("teams", ()),
            )
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name or None, text)
        else:
            return render(request, "accounts/invited.html", {"invited": made})
    return render(
        request, "accounts/invite.html", {"form": form, "closed": _reasons(closed)}, status=422 if form.errors else 200
    )


@require_POST
def resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    made = services.resend_invitation(request.actor, invitation_id)  # type: ignore[attr-defined]
    return render(request, "accounts/invited.html", {"invited": made})


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    services.revoke_invitation(request.actor, invitation_id)  # type: ignore[attr-defined]
    messages.success(request, _("The invitation is taken back; its link opens nothing any more."))
    return redirect("members")


def one(request: HttpRequest, user_id: int) -> HttpResponse:
    member = admin.member(user_id)
    start: dict[str, Any] = {"roles": [role.key for role in member.roles], "teams": [team.pk for team in member.teams]}
    closed = _closed(request, start["roles"])
    form = AccessForm(request.POST or None, initial=start, closed=closed, **_choices())
    if request.method == "POST" and form.is_valid():
        roles, teams = form.cleaned_data["roles"], form.cleaned_data.get("teams", ())
        services.set_access(request.actor, user_id, roles, teams)  # type: ignore[attr-defined]
        messages.success(request, _("Roles and teams are saved; what they see has changed at once."))
        return redirect("member", user_id)
    context = {
        "member": member,
        "form": form,
        "closed": _reasons(closed),
        "sessions": admin.sessions_of(user_id),
        "holdings": holdings.of(user_id),
    }
    return render(request, "accounts/member.html", context, status=422 if form.errors else 200)


@require_POST
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    services.end_sessions(request.actor, user_id)  # type: ignore[attr-defined]
    messages.success(request, _("Every session is ended."))
    return redirect("member", user_id)


@require_POST
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    services.deactivate(request.actor, user_id)  # type: ignore[attr-defined]
    messages.success(request, _("The account is closed and every session ended."))
    return redirect("member", user_id)


@require_POST
def reactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    services.reactivate(request.actor, user_id)  # type: ignore[attr-defined]
    messages.success(request, _("The account is open again."))
    return redirect("member", user_id)
