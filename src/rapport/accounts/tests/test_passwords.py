"""SEC-01: length, and what nobody guesses at once, at every door where one is chosen; SEC-15: guessing is slow."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from rapport.accounts import services
from rapport.accounts.models import User
from rapport.accounts.tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "a long passphrase"
GOOD = "the quiet harbour at dawn"


@pytest.fixture
def staff() -> make.Staff:
    cache.clear()
    return make.three()


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("elevenchars", {"password_too_short"}),
        ("twelvecharsx", set()),
        ("correct horse", set()),
        ("كلمة سر طويلة", set()),
        ("the quiet harbour at dawn and all of its boats, one by one, until the very last of them is gone", set()),
        ("2026-10-17 at noon", set()),
        ("1qaz2wsx3edc", {"password_too_common"}),
        ("passwordpassword", {"password_monotonous"}),
        ("aaaaaaaaaaaa", {"password_monotonous"}),
        ("x1x1x1x1x1x1x1", {"password_monotonous"}),
        ("123456789012", {"password_monotonous"}),
        ("abcdefghij2026", {"password_monotonous"}),
        ("Zyxwvutsrqponm", {"password_monotonous"}),
        ("ada lovelace", {"password_too_similar"}),
        ("Ada.Lovelace1815", {"password_too_similar"}),
        ("ada@halden.example", {"password_too_similar"}),
        ("senior counsel", {"password_too_similar"}),
    ],
)
def test_which_passwords_are_taken(password, codes):
    user = User(name="Ada Lovelace", email="ada@halden.example", title="Senior counsel")
    try:
        validate_password(password, user)
    except ValidationError as error:
        assert {problem.code for problem in error.error_list} == codes
    else:
        assert codes == set()


def choose(door: str, staff: make.Staff, password: str) -> User | None:
    """Choose a password for Ada, or for a new member, by one of the doors; the member who then has it."""
    client = Client()
    match door:
        case "invitation":
            link = services.invite(staff.actor(staff.root), "dana@halden.example", "Dana", ["recruiter"]).link
            path = link.removeprefix("http://localhost:8000")
            client.post(path, {"name": "Dana", "password": password})
            return User.objects.filter(email="dana@halden.example").first()
        case "change":
            client.post("/accounts/login/", {"login": staff.ada.email, "password": PASSWORD})
            words = {"oldpassword": PASSWORD, "password1": password, "password2": password}
            client.post("/accounts/password/change/", words)
        case "set":
            User.objects.filter(pk=staff.ada.pk).update(password="!")
            client.force_login(User.objects.get(pk=staff.ada.pk))
            client.post("/accounts/password/set/", {"password1": password, "password2": password})
        case "reset":
            client.post("/accounts/password/reset/", {"email": staff.ada.email})
            link = next(w for w in mail.outbox[-1].body.split() if "/password/reset/key/" in w)
            page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
            client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    return User.objects.get(pk=staff.ada.pk)


@pytest.mark.parametrize("door", ["invitation", "change", "set", "reset"])
@pytest.mark.parametrize("password", ["elevenchars", "1qaz2wsx3edc", GOOD])
def test_every_door_asks_the_same(staff, door, password):
    user = choose(door, staff, password)
    assert bool(user and user.check_password(password)) is (password == GOOD)


def sign_in(client: Client, email: str, password: str = PASSWORD, **more) -> bool:
    client.post("/accounts/login/", {"login": email, "password": password}, **more)
    return "_auth_user_id" in client.session


def test_one_account_is_guessed_at_five_times_and_then_waits_for_everybody(staff):
    for n in range(5):
        sign_in(Client(), staff.ada.email, "wrong", REMOTE_ADDR=f"192.0.2.{n}")
    assert not sign_in(Client(), staff.ada.email.upper(), REMOTE_ADDR="192.0.2.99")
    assert sign_in(Client(), staff.ben.email, REMOTE_ADDR="192.0.2.99")


def test_one_address_tries_ten_accounts_and_then_waits(staff):
    for n in range(10):
        sign_in(Client(), f"somebody{n}@halden.example", "wrong", REMOTE_ADDR="192.0.2.7")
    assert not sign_in(Client(), staff.ada.email, REMOTE_ADDR="192.0.2.7")
    assert sign_in(Client(), staff.ada.email, REMOTE_ADDR="192.0.2.8")


def test_the_second_step_is_guessed_at_five_times_and_its_code_works_once(staff):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(staff.ada, secret)
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    client = Client()
    assert not sign_in(client, staff.ada.email)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" in client.session
    again = Client()
    assert not sign_in(again, staff.ada.email)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in again.session
    for _ in range(5):
        again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    recovery = RecoveryCodes.activate(staff.ada).get_unused_codes()[0]
    again.post("/accounts/2fa/authenticate/", {"code": recovery})
    assert "_auth_user_id" not in again.session


def test_asking_for_a_new_password_is_slowed_down(staff):
    for _ in range(8):
        Client().post("/accounts/password/reset/", {"email": staff.ada.email})
    assert len(mail.outbox) == 5


def test_a_new_password_does_not_pass_by_the_second_step(staff):
    """SEC-02."""
    totp.TOTP.activate(staff.ada, totp.generate_totp_secret())
    choose("reset", staff, GOOD)
    client = Client()
    assert not sign_in(client, staff.ada.email, GOOD)
    assert client.get("/me/").status_code == 302
