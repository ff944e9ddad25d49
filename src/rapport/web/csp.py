"""The Content-Security-Policy of every answer.

`SECURE_CSP` in settings (Django 6's name and shape) replaces the default. A view that needs another policy, such as a
letter shown in its frame, sets the header itself and is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"

# A letter in its frame may look as it likes, but runs nothing, posts nothing and fetches nothing from afar.
LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'self'; base-uri 'none';"
    " form-action 'none'"
)

DEFAULT: Mapping[str, Sequence[str]] = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'self'"],
}


def header_value(policy: Mapping[str, Sequence[str]]) -> str:
    """The policy as one header line."""
    return "; ".join(" ".join((name, *sources)) for name, sources in policy.items())


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.value = header_value(getattr(settings, "SECURE_CSP", None) or DEFAULT)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.value)
        return response
