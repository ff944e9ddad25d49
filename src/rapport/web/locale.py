"""The language of a page: ?lang on it, else what was chosen before (session, then cookie), else the browser's wish.

Signing in puts the user's language into the session under `SESSION_KEY`; the user is not known this early in the chain.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

SESSION_KEY = "language"
COOKIE = "lang"
QUERY = "lang"


def offered(code: str | None) -> str | None:
    """The offered language for a code such as "de-AT", or None."""
    if not code or len(code) > 35:
        return None
    try:
        return translation.get_supported_language_variant(code.strip().lower())
    except LookupError:
        return None


def language_of(request: HttpRequest) -> str:
    session = getattr(request, "session", None)
    return (
        offered(request.GET.get(QUERY))
        or offered(session.get(SESSION_KEY) if session is not None else None)
        or offered(request.COOKIES.get(COOKIE))
        or translation.get_language_from_request(request)
    )


class LocaleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
