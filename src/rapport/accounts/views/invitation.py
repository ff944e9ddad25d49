"""Taking up an invitation: a page for somebody who has no account yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from rapport.accounts import services
from rapport.accounts.forms import InvitationForm, time_zones
from rapport.accounts.queries import admin
from rapport.lib.errors import Invalid, NotFound


@never_cache
@sensitive_post_parameters("password")
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Name and password make the account; a link that is spent says so and leads to signing in."""
    try:
        invitation = admin.open_invitation(token)
        form = InvitationForm(request.POST or None, initial={"name": invitation.name})
        if request.method == "POST" and form.is_valid():
            zone = form.cleaned_data["time_zone"]
            services.accept_invitation(
                token,
                form.cleaned_data["name"],
                form.cleaned_data["password"],
                language=get_language() or "en",
                time_zone=zone if zone in dict(time_zones()) else "UTC",
            )
            return redirect("account_login")
    except NotFound:
        return render(request, "accounts/invitation_spent.html", status=410)
    except Invalid as error:
        for name, text in error.fields.items():
            form.add_error(name if name in form.fields else None, text)
    days = max(1, (invitation.expires_at - timezone.now()).days)
    context = {"form": form, "invitation": invitation, "days": days, "lead": _("Welcome to Rapport")}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
