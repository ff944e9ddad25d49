"""The organisation's wish for a second factor: who is asked, how long it can be put off, and that it holds."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rapport.accounts import services
from rapport.accounts.models import Setting, User
from rapport.accounts.policy.second_factor import Demand, Member, Who, standing
from rapport.accounts.queries import second_factor as queries
from rapport.accounts.tests import make
from rapport.accounts.tests.test_company import directory, sign_in  # noqa: F401
from rapport.events.models import Event
from rapport.lib.errors import Invalid, NotAllowed

PASSWORD = "a long passphrase"
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    ("demand", "member", "until"),
    [
        (Demand(), Member(["it"], MAY, False), None),
        (Demand(Who.EVERYONE, since=JUNE), Member([], MAY, False), JUNE),
        (Demand(Who.EVERYONE, since=JUNE, grace=WEEK), Member([], MAY, False), JUNE + WEEK),
        (Demand(Who.EVERYONE, since=MAY, grace=WEEK), Member([], JUNE, False), JUNE + WEEK),
        (Demand(Who.EVERYONE, grace=WEEK), Member([], JUNE, False), JUNE + WEEK),
        (Demand(Who.EVERYONE, since=JUNE), Member([], MAY, True), None),
        (Demand(Who.EVERYONE, since=JUNE), Member([], MAY, False, vouched_for=True), None),
        (Demand(Who.ROLES, frozenset({"it", "hr"}), since=JUNE), Member(["hr", "recruiter"], MAY, False), JUNE),
        (Demand(Who.ROLES, frozenset({"it", "hr"}), since=JUNE), Member(["recruiter"], MAY, False), None),
        (Demand(Who.ROLES, frozenset({"it"}), since=JUNE), Member([], MAY, False), None),
    ],
)
def test_who_has_to_set_up_a_factor_until_when(demand, member, until):
    found = standing(demand, member)
    assert (found.until, found.is_free) == (until, until is None)
    if until is not None:
        assert found.is_held(until) and not found.is_held(until - timedelta(seconds=1))


@pytest.fixture
def staff(db) -> make.Staff:
    cache.clear()
    return make.three()


def demand_of(staff, who="everyone", roles=(), grace_days=0) -> None:
    services.demand_second_factor(staff.actor(staff.root), who=who, roles=roles, grace_days=grace_days)


def came_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def set_up(client: Client) -> None:
    """Set up an authenticator app by the pages, the password shown once more as they ask."""
    path = "/accounts/2fa/totp/activate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
    client.post(path, {"code": code_of(client.get(path).context["form"].secret)})


def test_unasked_nobody_notices(staff):
    assert came_in(staff.ada).get("/me/").status_code == 200
    assert queries.standing_of(staff.ada).is_free


def test_after_the_time_of_grace_everything_else_is_closed(staff):
    demand_of(staff)
    client = came_in(staff.ada)
    for path in ("/me/", "/people/", "/settings/", "/accounts/password/change/", "/accounts/sessions/"):
        assert client.get(path)["Location"] == "/me/second-step/", path
    assert client.post("/me/", {"name": "Ada K"})["Location"] == "/me/second-step/"
    assert client.get("/people/", headers={"hx-request": "true"})["HX-Redirect"] == "/me/second-step/"
    page = client.get("/me/second-step/").content.decode()
    assert "Not now" not in page and "/accounts/2fa/totp/activate/" in page and "/accounts/2fa/webauthn/add/" in page
    assert "/accounts/reauthenticate/" in client.get("/accounts/2fa/webauthn/add/")["Location"]
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302


def test_an_authenticator_app_opens_the_house_again(staff):
    demand_of(staff)
    client = came_in(staff.ada)
    set_up(client)
    assert client.get("/me/").status_code == 200


def test_taking_the_last_factor_away_closes_it_again(staff, django_capture_on_commit_callbacks):
    demand_of(staff)
    client = came_in(staff.ada)
    set_up(client)
    assert client.get("/me/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/me/")["Location"] == "/me/second-step/"


def test_within_the_time_of_grace_it_can_be_put_off(staff):
    demand_of(staff, grace_days=3)
    client = Client()
    answer = client.post("/accounts/login/?next=/people/", {"login": staff.ada.email, "password": PASSWORD})
    assert answer["Location"] == "/me/second-step/?next=%2Fpeople%2F"
    page = client.get(answer["Location"]).content.decode()
    assert '<a href="/people/">Not now</a>' in page
    assert client.get("/people/").status_code == 200


def test_not_now_leads_nowhere_else(staff):
    demand_of(staff, grace_days=3)
    page = came_in(staff.ada).get("/me/second-step/?next=https://evil.example/").content.decode()
    assert "evil.example" not in page


def test_only_chosen_roles_are_asked(staff):
    demand_of(staff, "roles", ["recruiter"])
    assert came_in(staff.cleo).get("/me/").status_code == 200
    assert came_in(staff.ada).get("/me/").status_code == 302


def test_whoever_has_a_factor_shows_it_and_is_asked_no_more(staff):
    demand_of(staff)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(staff.ada, secret)
    client = Client()
    client.post("/accounts/login/", {"login": staff.ada.email, "password": PASSWORD})
    assert client.get("/me/")["Location"].startswith("/accounts/login/")
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/me/").status_code == 200


def test_a_session_opened_before_is_asked_within_minutes(staff):
    client = came_in(staff.ada)
    demand_of(staff)
    assert client.get("/me/").status_code == 200
    session = client.session
    session["second_factor_at"] -= 301
    session.save()
    assert client.get("/me/")["Location"] == "/me/second-step/"


@pytest.mark.parametrize("trusted", [True, False])
def test_who_comes_from_a_trusted_directory_has_shown_it_there(directory, staff, client, trusted):  # noqa: F811
    demand_of(staff)
    directory.app["settings"]["has_second_factor"] = trusted
    sign_in(client)
    assert client.get("/me/").status_code == (200 if trusted else 302)
    # By password the same member is asked all the same.
    assert came_in(staff.ada).get("/me/").status_code == 302


def test_who_has_no_password_gets_to_a_factor_too(directory, staff, client):  # noqa: F811
    services.invite(staff.actor(staff.root), "dana@halden.example", "Dana", ["recruiter"])
    directory.claims |= {"email": "dana@halden.example"}
    demand_of(staff)
    sign_in(client)
    assert client.get("/me/")["Location"] == "/me/second-step/"
    path = "/accounts/2fa/totp/activate/"
    client.post(path, {"code": code_of(client.get(path).context["form"].secret)})
    assert client.get("/me/").status_code == 200


def test_the_wish_is_kept_on_a_page_and_leaves_a_fact(staff, client):
    client.force_login(staff.root)
    assert client.get("/settings/second-step/").status_code == 200
    refused = client.post("/settings/second-step/", {"who": "roles", "grace_days": 3})
    assert refused.status_code == 422
    client.post("/settings/second-step/", {"who": "roles", "roles": ["hr", "it"], "grace_days": 3})
    kept = queries.wish()
    assert (kept["who"], kept["roles"], kept["grace_days"]) == ("roles", ["hr", "it"], 3)
    assert Event.objects.get(kind="accounts.SettingChanged").facts == {"key": "second_factor"}


def test_a_longer_grace_does_not_begin_the_demand_anew(staff):
    demand_of(staff, grace_days=1)
    early = (timezone.now() - timedelta(days=5)).isoformat()
    Setting.objects.filter(pk="second_factor").update(value={**queries.wish(), "since": early})
    demand_of(staff, grace_days=30)
    assert queries.wish()["since"] == early
    demand_of(staff, "roles", ["hr"], grace_days=30)
    assert queries.wish()["since"] > early


def test_only_those_who_change_settings_demand(staff):
    with pytest.raises(NotAllowed):
        services.demand_second_factor(staff.actor(staff.ada), who="nobody", roles=[], grace_days=0)
    with pytest.raises(Invalid):
        demand_of(staff, "somebody")
