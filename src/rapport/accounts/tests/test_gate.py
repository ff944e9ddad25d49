"""SEC-07: every role at every door. A route's permission is the whole of who may come in; nothing else opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from rapport.accounts.models import RolePermission, User
from rapport.accounts.tests import make
from rapport.web.routes import PUBLIC, SIGNED_IN

ROLES = [
    *("administrator", "communications_administrator", "recruiting_lead", "recruiter", "hiring_manager"),
    *("interviewer", "hr", "legal_privacy", "marketing", "it", "auditor"),
]
# What a page is asked with where the address has a slot; nothing of the kind exists.
FILLERS = {"int": "987654321", "slug": "none", "str": "none", "uuid": "00000000-0000-0000-0000-000000000000"}


def doors(patterns: list[Any] | None = None, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Every address of ours with its permission."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and (permission := getattr(pattern.callback, "permission", None)):
            yield re.sub(r"<(?:(\w+):)?\w+>", lambda slot: FILLERS[slot[1] or "str"], path), permission


FRAGMENT = {"hx-request": "true"}  # a refusal in one line instead of a page: the same gate, ten times as quick


@pytest.fixture
def anybody(db) -> Client:
    return Client(raise_request_exception=False)


def test_strangers_meet_the_sign_in_page_or_what_is_public(anybody):
    for path, permission in doors():
        for answer in (anybody.get(path), anybody.post(path)):
            if permission == PUBLIC:
                continue
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/accounts/login/?next="), path


def test_a_fragment_asked_for_without_a_session_sends_the_whole_page_to_sign_in(anybody):
    answer = anybody.get("/me/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_wherever_it_lacks_the_permission(anybody, role):
    user = make.staff("Somebody", role, email=f"{role}@halden.example")
    held = set(RolePermission.objects.filter(role__key=role).values_list("permission", flat=True))
    anybody.force_login(user)
    for path, permission in doors():
        if permission in {PUBLIC, SIGNED_IN} or permission in held:
            continue
        assert anybody.post(path, headers=FRAGMENT).status_code == 403, (role, path)


@pytest.mark.parametrize("role", ["administrator", "interviewer"])
def test_no_door_breaks_for_whoever_may_open_it(anybody, role):
    """Most addresses name things that do not exist; what is not there answers 404, never with an error of ours."""
    user = make.staff("Somebody", role, email=f"{role}@halden.example")
    held = set(RolePermission.objects.filter(role__key=role).values_list("permission", flat=True))
    anybody.force_login(user)
    broken = []
    for path, permission in doors():
        if permission in held or permission == SIGNED_IN:
            status = anybody.get(path).status_code
            if status >= 500 or status == 403 and permission not in held:
                broken.append((path, status))
    assert not broken


@pytest.mark.parametrize("path", ["/nonexistent/", "/people/9/zzz/", "/settings/brands/"])
def test_an_address_that_leads_nowhere_is_told_within_the_readers_own_rail(anybody, path):
    anybody.force_login(make.staff("Somebody", "recruiter", email="somebody@halden.example"))
    answer = anybody.get(path)
    assert answer.status_code == 404 and 'href="/people/"' in answer.content.decode()
    assert anybody.get(path, headers=FRAGMENT).status_code == 404


def test_numbers_beyond_any_id_name_nothing(anybody):
    anybody.force_login(make.staff("Somebody", "administrator", email="somebody@halden.example"))
    for path, permission in doors():
        if FILLERS["int"] in path and permission != PUBLIC:
            beyond = path.replace(FILLERS["int"], "99999999999999999999")
            assert anybody.get(beyond, headers=FRAGMENT).status_code == 404, path


@pytest.mark.parametrize(
    "query",
    ["/people/?owner=99999999999999999999", "/people/?owner=²", "/people/?since=0001-01-01", "/people/?job=²"]
    + [f"/search?q=diana&{side}={day}" for side in ("since", "until") for day in ("0001-01-01", "9999-12-31")],
)
def test_filters_without_sense_are_left_out(anybody, query):
    anybody.force_login(make.staff("Somebody", "administrator", email="somebody@halden.example"))
    assert anybody.get(query).status_code == 200


def test_nobody_without_a_role_gets_past_any_permission(anybody):
    user = make.staff("Nobody", email="nobody@halden.example")
    anybody.force_login(user)
    for path, permission in doors():
        if permission not in {PUBLIC, SIGNED_IN}:
            assert anybody.get(path, headers=FRAGMENT).status_code == 403, path
    assert User.objects.get(pk=user.pk).is_active
