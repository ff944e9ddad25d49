"""The one translator of errors into pages, in the house tone: what happened, why, and what to do next.

`handle` answers an error of `lib.errors`; the four views at the end are for `handler400` and its kin. A request by htmx
gets a toast instead of a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from rapport.lib import errors
from rapport.lib.decision import Decision, Verdict

logger = logging.getLogger(__name__)

Explain = Callable[[Decision], Sequence[str]]

_explain: list[Explain] = []


def explain_with(explain: Explain) -> None:
    """Registers how a decision's findings are told in the reader's language; the first that answers wins."""
    _explain.append(explain)


def reasons(decision: Decision) -> list[str]:
    for explain in _explain:
        if told := [str(text) for text in explain(decision)]:
            return told
    return [finding.rule for finding in decision.findings if finding.verdict is not Verdict.ALLOW]


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def toast(request: HttpRequest, title: str, lines: Sequence[str], status: int) -> HttpResponse:
    """A fragment that lands in the notices, whatever the request was aimed at."""
    words = {"title": title, "lines": list(lines), "tone": "stop"}
    response = HttpResponse(loader.render_to_string("web/_notice.html", words, request), status=status)
    response.headers["HX-Retarget"] = "#notices"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def page(request: HttpRequest, template: str, status: int, title: str, lines: Sequence[str] = ()) -> HttpResponse:
    if is_htmx(request):
        return toast(request, title, lines, status)
    return HttpResponse(loader.render_to_string(template, {"title": title, "reasons": lines}, request), status=status)


def handle(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to an error of the house; None for any other."""
    match error:
        case errors.NotFound():
            return page(request, "404.html", 404, _("We could not find that"))
        case errors.NotAllowed(decision=decision):
            return page(request, "403.html", 403, _("That is not yours to open"), reasons(decision))
        case errors.Refused(decision=decision):
            return page(request, "409.html", 409, _("This may not be done"), reasons(decision))
        case errors.Conflict():
            told = [_(str(error))] if str(error) else []
            return page(request, "409.html", 409, _("Somebody changed this meanwhile"), told)
        case errors.Invalid(fields=fields):
            told = [_(str(text)) for text in fields.values() if str(text)]
            return page(request, "422.html", 422, _("That could not be taken"), told)
        case errors.RenderError():
            return page(request, "422.html", 422, _("The template could not be filled"), [str(error)])
        case OverflowError():
            # A form or an address may hold any number; no clock and no database does.
            logger.warning("A number or date was too large at %s.", request.path, exc_info=error)
            told = [_("A number or a date in it is too large to be taken.")]
            return page(request, "400.html", 400, _("We could not read that"), told)
    return None


class ErrorsMiddleware:
    """Stands last in MIDDLEWARE, nearest to the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return handle(request, exception)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, "400.html", 400, _("We could not read that"))


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    told = [str(exception)] if exception and str(exception) else []
    return page(request, "403.html", 403, _("That is not yours to open"), told)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, "404.html", 404, _("We could not find that"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without the request: whatever broke may be what the shell needs."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
