"""Coming in, staying in, being shown out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rapport.accounts import services
from rapport.accounts.models import User
from rapport.accounts.tests import make
from rapport.events.models import AccessLog, Event
from rapport.lib.errors import Refused

pytestmark = pytest.mark.django_db
PASSWORD = "a long passphrase"


@pytest.fixture
def staff() -> make.Staff:
    cache.clear()
    return make.three()


def sign_in(client: Client, user: User, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def test_signing_in_sets_the_users_language_and_leaves_a_fact(staff, client):
    User.objects.filter(pk=staff.ada.pk).update(language="de")
    answer = sign_in(client, staff.ada)
    assert answer.status_code == 302
    assert client.cookies["lang"].value == "de"
    assert client.get("/me/").headers["Content-Language"] == "de"
    assert Event.objects.filter(kind="accounts.SignedIn", actor_id=staff.ada.pk).count() == 1
    assert AccessLog.objects.get(kind="sign_in").ip == "127.0.0.1"


def test_a_wrong_password_leaves_a_fact_only_for_accounts_we_know(staff, client):
    sign_in(client, staff.ada, "wrong")
    client.post("/accounts/login/", {"login": "nobody@halden.example", "password": "wrong"})
    assert Event.objects.filter(kind="accounts.SignInFailed").count() == 1


def test_guessing_is_slowed_down(staff, client):
    """SEC-15: after five failures even the right password waits."""
    for _ in range(5):
        sign_in(client, staff.ada, "wrong")
    assert "_auth_user_id" not in client.session
    sign_in(client, staff.ada)
    assert "_auth_user_id" not in client.session


def test_whoever_leaves_is_shown_out_at_once(staff, client):
    """SEC-03: the cookie of an ended session is worth nothing, nor is it after coming back."""
    sign_in(client, staff.ada)
    stolen = client.cookies["rapport"].value
    assert client.get("/me/").status_code == 200
    services.deactivate(staff.actor(staff.root), staff.ada.pk)
    assert client.get("/me/").status_code == 302
    services.reactivate(staff.actor(staff.root), staff.ada.pk)
    other = Client()
    other.cookies["rapport"] = stolen
    assert other.get("/me/").status_code == 302


def test_an_administrator_ends_all_sessions_of_somebody(staff, client):
    sign_in(client, staff.ada)
    client.get("/me/")
    assert services.end_sessions(staff.actor(staff.root), staff.ada.pk) == 1
    assert client.get("/me/").status_code == 302


def test_whoever_left_cannot_sign_in(staff, client):
    services.deactivate(staff.actor(staff.root), staff.ada.pk)
    sign_in(client, staff.ada)
    assert "_auth_user_id" not in client.session


def test_the_last_administrator_cannot_be_shown_out(staff):
    with pytest.raises(Refused):
        services.deactivate(staff.actor(staff.root), staff.root.pk)
    with pytest.raises(Refused):
        services.set_roles(staff.actor(staff.root), staff.root.pk, ["recruiter"])
    assert User.objects.get(pk=staff.root.pk).is_active


def test_nobody_signs_up(client, db):
    assert "invitation" in client.get("/accounts/signup/").content.decode()
    client.post("/accounts/signup/", {"email": "eve@evil.example", "password1": PASSWORD})
    assert not User.objects.exists()


def test_signing_out_takes_a_post(staff, client):
    sign_in(client, staff.ada)
    client.get("/accounts/logout/")
    assert client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302


def test_a_forgotten_password_is_reset_by_a_link_on_our_own_origin(staff, client):
    client.post("/accounts/password/reset/", {"email": staff.ada.email})
    link = next(w for w in mail.outbox[0].body.split() if "/password/reset/key/" in w)
    assert link.startswith("http://localhost:8000/")
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "another long one", "password2": "another long one"})
    assert User.objects.get(pk=staff.ada.pk).check_password("another long one")


def test_no_mail_goes_to_addresses_that_are_nobodys(staff, client):
    answer = client.post("/accounts/password/reset/", {"email": "stranger@elsewhere.example"})
    assert answer.status_code == 302
    assert mail.outbox == []


def test_changing_how_one_signs_in_asks_again_who_one_is(staff, client):
    sign_in(client, staff.ada)
    answer = client.get("/accounts/2fa/totp/activate/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_company_sign_in_is_not_there_unless_configured(staff, client):
    assert client.get("/accounts/oidc/company/login/").status_code == 404
    assert "Company account" not in client.get("/accounts/login/").content.decode()


def look_again(client: Client) -> None:
    """As if the five minutes were over within which a session is not looked at again."""
    session = client.session
    session.pop("seen_at", None)
    session.save()


def test_a_session_that_rested_too_long_has_ended_and_polls_do_not_keep_it_awake(staff, client):
    sign_in(client, staff.ada)
    look_again(client)
    long_ago = timezone.now() - timedelta(hours=71)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get("/me/", headers={"x-requested-with": "pulse"})
    assert UserSession.objects.get().last_seen_at == long_ago
    client.get("/me/")
    assert UserSession.objects.get().last_seen_at > long_ago
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=73))
    look_again(client)
    assert client.get("/me/").status_code == 302
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/sessions/", "/me/"])
def test_pages_of_ones_own_account_open(staff, client, path):
    sign_in(client, staff.ada)
    assert client.get(path).status_code == 200
