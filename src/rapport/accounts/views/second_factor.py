"""Who has to show a second factor, and the page that leads them to one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rapport.accounts import second_step, services
from rapport.accounts.forms_settings import SecondFactorForm
from rapport.accounts.queries import admin, second_factor
from rapport.lib.errors import Invalid


def page(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor; within the time of grace it can be put off."""
    wanted = request.GET.get("next", "")
    onward = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"
    standing = second_step.look(request, request.viewer.user)  # type: ignore[attr-defined]
    if standing.is_free:
        return redirect(onward)
    is_held = standing.is_held(timezone.now())
    context = {"until": standing.until, "is_held": is_held, "onward": onward}
    return render(request, "accounts/second_factor.html", context)


def demand(request: HttpRequest) -> HttpResponse:
    """The organisation's wish: nobody, chosen roles, everyone."""
    form = SecondFactorForm(request.POST or None, initial=second_factor.wish(), roles=admin.role_names())
    if request.method == "POST" and form.is_valid():
        try:
            services.demand_second_factor(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name or None, text)
        else:
            messages.success(request, _("Saved. It holds from each member's next sign-in, and for open sessions soon."))
            return redirect("settings")
    context = {"form": form, "title": _("Second step"), "back": "settings"}
    return render(request, "accounts/company_form.html", context, status=422 if form.errors else 200)
