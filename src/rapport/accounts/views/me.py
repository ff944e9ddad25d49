"""One's own account: profile, look, language."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from rapport.accounts import services
from rapport.accounts.adapters import COOKIE_AGE, remember_language
from rapport.accounts.forms import ProfileForm
from rapport.accounts.models import User
from rapport.lib.errors import Invalid
from rapport.web.locale import SESSION_KEY
from rapport.web.shell import THEME_COOKIE


def page(request: HttpRequest) -> HttpResponse:
    """The profile form; what cannot be taken is said beside its field."""
    user: User = request.viewer.user  # type: ignore[attr-defined]
    start = {name: getattr(user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.edit_own(request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        except Invalid as error:
            for name, text in error.fields.items():
                form.add_error(name or None, text)
        else:
            with override(user.language):
                messages.success(request, _("Your profile is saved."))
            request.session[SESSION_KEY] = user.language
            response = redirect("me")
            remember_language(response, user.language)
            return response
    return render(request, "accounts/me.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or automatic; the page has changed by itself already."""
    wish = request.POST.get("theme", "auto")
    services.edit_own(request.actor, theme=wish)  # type: ignore[attr-defined]
    is_script = request.headers.get("Sec-Fetch-Mode") == "cors" or request.headers.get("HX-Request")
    response = HttpResponse(status=204) if is_script else redirect(_back(request))
    response.set_cookie(THEME_COOKIE, wish, max_age=COOKIE_AGE, samesite="Lax", httponly=True)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Turn the house to another language and stay on the page."""
    wish = request.POST.get("language", "")
    services.edit_own(request.actor, language=wish)  # type: ignore[attr-defined]
    request.session[SESSION_KEY] = wish
    response = redirect(_back(request))
    remember_language(response, wish)
    return response


def _back(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure()):
        return came_from
    return "/"
