"""The middlewares, the translator of errors, the routes and the registry, each by itself."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from rapport.lib import errors as house
from rapport.lib.decision import refuse
from rapport.web import csp, errors, locale, nav, notice
from rapport.web.routes import PUBLIC, SIGNED_IN, route
from rapport.web.shell import Shell

requests = RequestFactory()


def asked(path: str = "/", *, can: Any = None, **extra: Any) -> HttpRequest:
    request = requests.get(path, **extra)
    request.user = SimpleNamespace(is_authenticated=can is not None, name="Ada", email="ada@example.org", theme="")  # type: ignore[assignment]
    request.session = {}  # type: ignore[assignment]
    if can is not None:
        request.can = can  # type: ignore[attr-defined]
    return request


def test_csp_allows_nothing_inline() -> None:
    answer = csp.ContentSecurityPolicyMiddleware(lambda _: HttpResponse())(requests.get("/"))
    policy = answer.headers["Content-Security-Policy"]
    for part in (
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    ):
        assert part in policy
    assert "unsafe" not in policy


def test_csp_leaves_a_views_own_policy_alone() -> None:
    own = csp.ContentSecurityPolicyMiddleware(lambda _: HttpResponse(headers={csp.HEADER: "default-src 'none'"}))
    assert own(requests.get("/")).headers[csp.HEADER] == "default-src 'none'"
    with override_settings(SECURE_CSP={"default-src": ["'none'"]}):
        middleware = csp.ContentSecurityPolicyMiddleware(lambda _: HttpResponse())
    assert middleware(requests.get("/")).headers[csp.HEADER] == "default-src 'none'"


@pytest.mark.parametrize(
    ("path", "session", "cookie", "header", "language"),
    [
        ("/?lang=ar", {"language": "de"}, "", "", "ar"),
        ("/", {"language": "de"}, "ar", "", "de"),
        ("/", {}, "ar", "de", "ar"),
        ("/?lang=xx", {}, "", "de-AT,en;q=0.5", "de"),
        ("/?lang=../etc", {}, "", "", "en"),
    ],
)
def test_language(path: str, session: dict[str, str], cookie: str, header: str, language: str) -> None:
    request = requests.get(path, headers={"accept-language": header})
    request.session = session  # type: ignore[assignment]
    request.COOKIES["lang"] = cookie
    answer = locale.LocaleMiddleware(lambda _: HttpResponse())(request)
    assert answer.headers["Content-Language"] == language


def test_route_carries_its_permission() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        """Says so."""
        return HttpResponse()

    found = route("jobs/", view, "jobs:read", "jobs")
    assert found.callback.permission == "jobs:read"  # type: ignore[attr-defined]
    assert found.callback.__doc__ == "Says so." and found.name == "jobs"
    assert not hasattr(view, "permission")
    with pytest.raises(ValueError, match="area:verb"):
        route("jobs/", view, "jobs", "jobs")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (house.NotFound(), 404),
        (house.NotAllowed(refuse("no_role")), 403),
        (house.Refused(refuse("quiet_hours")), 409),
        (house.Conflict("Somebody was faster."), 409),
        (house.Invalid({"name": "Too long."}), 422),
    ],
)
def test_errors_become_pages_and_toasts(error: Exception, status: int) -> None:
    page = errors.handle(asked(), error)
    assert page is not None and page.status_code == status and b"<html" in page.content
    toast = errors.handle(asked(headers={"hx-request": "true"}), error)
    assert toast is not None and toast.status_code == status
    assert toast.headers["HX-Retarget"] == "#notices" and b"<html" not in toast.content
    assert errors.handle(asked(), RuntimeError()) is None


def test_a_broken_house_still_speaks() -> None:
    answer = errors.server_error(requests.get("/"))
    assert answer.status_code == 500 and b"it was us" in answer.content


def test_notices_join_the_triggers_already_there() -> None:
    answer = notice.trigger(HttpResponse(), "inbox")
    notice.tell(answer, "Gesendet · ✓", undo_url="/undo/7")
    events = json.loads(answer.headers["HX-Trigger"])
    assert events["inbox"] is None
    assert events["notice"] == {"text": "Gesendet · ✓", "tone": "ok", "undo": {"url": "/undo/7", "label": ""}}


@override_settings(ROOT_URLCONF="rapport.web.tests.urls")
def test_the_rail_shows_what_may_be_opened_and_where_one_is() -> None:
    registry = nav.Registry()
    registry.add(nav.NavItem("hire", 2, "Jobs", "jobs", "briefcase", "jobs:read", count=lambda _: 3))
    registry.add(nav.NavItem("day", 1, "Home", "home", "home"))
    registry.add(nav.NavItem("hire", 1, "People", "people", "users", "people:read"))
    registry.add(nav.NavItem("last", 1, "Secret", "people", "lock", "audit:read"))
    registry.add(nav.NavItem("last", 2, "Missing", "nowhere", "lock", SIGNED_IN))
    shell = Shell(asked("/people/7", can=lambda permission: permission != "audit:read"), registry)
    told = [(section.id, item.label, item.active, item.count) for section in shell.nav for item in section.items]
    assert told == [("day", "Home", False, None), ("hire", "People", True, None), ("hire", "Jobs", False, 3)]
    assert Shell(asked("/"), registry).nav == []


def test_shell_of_a_stranger_is_bare() -> None:
    shell = Shell(asked("/"))
    assert shell.layout == "web/bare.html" and shell.theme == "auto" and shell.dir == "ltr"
    assert shell.bell is None and shell.user is None


def test_a_number_too_large_for_clocks_and_databases_is_told_in_words() -> None:
    answer = errors.handle(asked("/"), OverflowError("date value out of range"))
    assert answer is not None and answer.status_code == 400 and "too large" in answer.content.decode()


def test_health_is_public() -> None:
    from rapport.web.urls import urlpatterns  # noqa: PLC0415

    assert {each.name: each.callback.permission for each in urlpatterns}["healthz"] == PUBLIC  # type: ignore[attr-defined]


def test_an_address_that_leads_nowhere_has_a_rail_without_figures() -> None:
    """No gate has let the reader pass there, so what counts on their rights is not asked."""

    def count(request: HttpRequest) -> int:
        return request.viewer.figure  # type: ignore[attr-defined,no-any-return]

    registry = nav.Registry()
    registry.add(nav.NavItem(nav.Group.DAY, 1, "Day", "healthz", "sun", SIGNED_IN, count=count))
    request = asked("/nonsense", can=lambda _: True)
    del request.can  # type: ignore[attr-defined]
    sections = Shell(request, registry).nav
    assert [entry.count for section in sections for entry in section.items] == [None]
