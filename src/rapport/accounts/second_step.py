"""Holding a session to the second factor that the organisation asks for.

Looked at when somebody signs in, when they are turned away, when they take a factor off, and every few minutes after
that, so that a demand made today reaches sessions opened yesterday.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rapport.accounts.models import User
from rapport.accounts.policy.second_factor import FREE, Standing
from rapport.accounts.queries import second_factor as queries

LOOKED_AT, UNTIL = "second_factor_at", "second_factor_until"
LOOK_EVERY = 300
# What stays open to whoever is held: setting a factor up, saying who one is, reading the page, and going.
OPEN = {"second_factor", "account_logout", "account_reauthenticate", "me_language", "me_theme"}


def look(request: HttpRequest, user: User) -> Standing:
    """Find where the member stands and keep it in the session."""
    standing = queries.standing_of(user, vouched_for=is_vouched_for(request, user))
    request.session[LOOKED_AT] = timezone.now().timestamp()
    request.session[UNTIL] = standing.until.isoformat() if standing.until else ""
    return standing


def look_again(request: HttpRequest, **_signal: Any) -> None:
    """Have the next request look: a factor went."""
    if LOOKED_AT in request.session:
        request.session[LOOKED_AT] = 0


def is_vouched_for(request: HttpRequest, user: User) -> bool:
    """Whether this session began at a directory that is trusted to ask for a second factor itself."""
    trusted = {
        app["provider_id"]
        for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        if app["settings"].get("has_second_factor")
    }
    return any(
        record.get("method") == "socialaccount" and record.get("provider") in trusted
        for record in get_authentication_records(request, user)
    )


def hold(request: HttpRequest, user: User) -> HttpResponse | None:
    """The way to setting up a factor for whoever may do nothing else any more."""
    if LOOKED_AT not in request.session:
        return None
    now = timezone.now()
    if now.timestamp() - request.session[LOOKED_AT] >= LOOK_EVERY:
        standing = look(request, user)
    else:
        standing = Standing(parse_datetime(request.session[UNTIL])) if request.session[UNTIL] else FREE
    if not standing.is_held(now) or is_open(request):
        return None
    # Before anybody is turned away: a factor may have come since.
    if not look(request, user).is_held(now):
        return None
    address = reverse("second_factor")
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=403)
        answer["HX-Redirect"] = address
        return answer
    return redirect(address)


def is_open(request: HttpRequest) -> bool:
    name = str(request.resolver_match.url_name) if request.resolver_match else ""
    return name in OPEN or name.startswith("mfa_")


def way_in(address: str) -> str:
    """The page that asks for a factor before it leads on to where somebody wanted to go."""
    return f"{reverse('second_factor')}?{urlencode({'next': address})}"
