"""The welcome page: public, but only while nobody has an account, and only with the token from the terminal."""

from __future__ import annotations

import zoneinfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from rapport.config.first_run import queries, services
from rapport.config.first_run.domain import Beginning
from rapport.config.first_run.forms import WelcomeForm
from rapport.lib.errors import Invalid, NotFound


@never_cache
@sensitive_post_parameters("password")
def page(request: HttpRequest) -> HttpResponse:
    if not queries.is_ahead():
        return redirect("account_login")
    token = request.POST.get("token") or request.GET.get("token", "")
    if not queries.fits(token):
        if token:
            raise NotFound("This link does not fit.")
        return render(request, "config/welcome_closed.html", status=403)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        zone = given.pop("time_zone")
        try:
            services.begin_as_first(
                Beginning(
                    **given,
                    language=get_language() or "en",
                    time_zone=zone if zone in zoneinfo.available_timezones() else "UTC",
                )
            )
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            return redirect("account_login")
    context = {"form": form, "token": token}
    return render(request, "config/welcome.html", context, status=422 if form.errors else 200)
