"""The whole sign-in with the company's directory, against one that speaks the protocol: who comes in, who does not."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from rapport.accounts import services
from rapport.accounts.models import User
from rapport.accounts.policy.company_address import is_vouched_for
from rapport.accounts.tests import directory as directories
from rapport.accounts.tests import make
from rapport.events.models import Event

LOGIN = "/accounts/oidc/company/login/"


@pytest.mark.parametrize(
    ("address", "claim", "domains", "expected"),
    [
        ("ada@halden.example", True, [], True),
        ("ada@halden.example", "true", [], True),
        ("ada@halden.example", None, [], False),
        ("ada@halden.example", None, ["halden.example"], True),
        ("Ada@HALDEN.example", None, ["halden.example"], True),
        ("ada@halden.example", False, ["halden.example"], False),
        ("ada@halden.example", "false", ["halden.example"], False),
        ("ada@halden.example", 1, ["halden.example"], False),
        ("ada@evil.example", None, ["halden.example"], False),
        ("ada@sub.halden.example", None, ["halden.example"], False),
        ("ada@halden.example.evil.example", None, ["halden.example"], False),
        ("ada@evil.example@halden.example", None, ["halden.example"], False),
        ("halden.example", None, ["halden.example"], False),
        ("", True, [], False),
    ],
)
def test_whose_address_is_vouched_for(address, claim, domains, expected):
    assert is_vouched_for(address, claim, domains) is expected


@pytest.fixture
def staff(db) -> make.Staff:
    cache.clear()
    return make.three()


@pytest.fixture
def directory(staff, settings):
    with directories.running() as running:
        app = {
            "provider_id": "company",
            "name": "Halden login",
            "client_id": directories.CLIENT_ID,
            "secret": directories.SECRET,
            "settings": {"server_url": running.origin, "verified_domains": []},
        }
        provider = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**provider, "APPS": [app]}}
        running.app = app
        running.claims = {"sub": "7", "email": staff.ada.email, "email_verified": True, "name": "Ada L."}
        yield running


def to_directory(client: Client) -> str:
    """Go to the directory, sign in there, and give the address that leads back."""
    away = client.get(LOGIN)
    assert away.status_code == 302
    return requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]


def come_back(client: Client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: Client):
    return come_back(client, to_directory(client))


def who(client: Client) -> str:
    id = client.session.get("_auth_user_id")
    return User.objects.get(pk=id).name if id else ""


def test_a_known_member_comes_in_and_is_connected(directory, client):
    assert "Sign in with Halden login" in client.get("/accounts/login/").content.decode()
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"], who(client)) == (302, "/", "Ada Lovelace")
    account = SocialAccount.objects.get()
    assert account.extra_data == {"id_token": {"iss": directory.origin, "sub": "7", "email": "ada@halden.example"}}
    assert Event.objects.filter(kind="accounts.SignedIn").count() == 1


def test_what_is_asked_of_the_directory_binds_the_answer_to_this_browser(directory, client):
    to_directory(client)
    asked = directory.asked
    assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/company/login/callback/"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert len(asked["nonce"]) >= 22 and len(asked["state"]) >= 16


def test_a_link_to_the_sign_in_page_adds_nothing_of_its_own(directory, client):
    away = client.get(f"{LOGIN}?auth_params=nonce%3Dmine%26prompt%3Dnone&scope=mail.read")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["nonce"] != ["mine"] and "prompt" not in asked and "mail.read" not in asked["scope"][0]


def test_a_connected_member_comes_in_whatever_becomes_of_the_address(directory, client):
    sign_in(client)
    directory.claims |= {"email": "ada.king@halden.example", "email_verified": False}
    again = Client()
    sign_in(again)
    assert who(again) == "Ada Lovelace"


def test_whoever_is_invited_gets_the_account_promised(directory, staff, client):
    services.invite(staff.actor(staff.root), "dana@halden.example", "Dana", ["recruiter"], [staff.team.pk])
    directory.claims |= {"email": "Dana@halden.example", "name": "Dana Ito"}
    sign_in(client)
    dana = User.objects.get(email="dana@halden.example")
    assert who(client) == "Dana Ito"
    assert not dana.has_usable_password()
    assert [grant.role.key for grant in dana.role_grants.all()] == ["recruiter"]
    assert dana.team_seats.count() == 1
    assert Event.objects.filter(kind="accounts.InvitationAccepted").count() == 1


@pytest.mark.parametrize("spoiled", ["revoked", "unverified"])
def test_an_invitation_opens_only_for_whom_it_is_good(directory, staff, client, spoiled):
    made = services.invite(staff.actor(staff.root), "dana@halden.example", "Dana", ["recruiter"])
    directory.claims |= {"email": "dana@halden.example", "email_verified": spoiled != "unverified"}
    if spoiled == "revoked":
        services.revoke_invitation(staff.actor(staff.root), made.invitation.pk)
    sign_in(client)
    assert who(client) == ""
    assert not User.objects.filter(email="dana@halden.example").exists()


def test_a_stranger_is_told_to_ask_for_an_invitation(directory, client):
    directory.claims |= {"email": "stranger@halden.example"}
    answer = sign_in(client)
    assert "Accounts are made by invitation" in answer.content.decode()
    assert who(client) == "" and not SocialAccount.objects.exists()
    assert not User.objects.filter(email__startswith="stranger").exists()


@pytest.mark.parametrize("address", ["ada@halden.example", "stranger@halden.example"])
@pytest.mark.parametrize("claim", [False, "false", None])
def test_an_unverified_address_is_refused_in_the_same_words_for_members_and_strangers(
    directory, client, address, claim
):
    directory.claims |= {"email": address, "email_verified": claim}
    answer = sign_in(client)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your address is not confirmed" in page and address in page
    assert who(client) == "" and not SocialAccount.objects.exists()


def test_a_directory_without_addresses_says_so(directory, client):
    directory.claims |= {"email": None, "email_verified": None}
    answer = sign_in(client)
    assert answer.status_code == 403 and "did not tell us an address" in answer.content.decode()


@pytest.mark.parametrize(
    ("claims", "user_info", "comes_in"),
    [
        ({"email_verified": None}, {}, True),
        ({"email_verified": False}, {}, False),
        ({"email_verified": None, "email": "ada@evil.example"}, {}, False),
        ({"email_verified": None, "email": None}, {"email": "ada@halden.example"}, True),
        ({"email_verified": None}, {"email": "ada@halden.example", "email_verified": False}, False),
        ({"email_verified": None, "email": "ada@evil.example"}, {"email": "x@y.example", "email_verified": True}, 0),
    ],
)
def test_a_silent_directory_is_believed_for_the_domains_declared(directory, client, claims, user_info, comes_in):
    directory.app["settings"]["verified_domains"] = ["halden.example"]
    directory.claims |= claims
    directory.user_info = user_info
    sign_in(client)
    assert bool(who(client)) is bool(comes_in)


WRONG = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "another audience": {"aud": "somebody-else"},
    "made for several, not for us": {"aud": ["rapport", "somebody-else"], "azp": "somebody-else"},
    "no audience": {"aud": None},
    "too old": {"exp": 1_700_000_000},
    "for ever": {"exp": None},
    "another nonce": {"nonce": "of another browser"},
    "no nonce": {"nonce": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", WRONG.values(), ids=WRONG.keys())
def test_a_token_that_is_not_for_this_sign_in_is_refused(directory, client, claims):
    directory.claims |= claims
    answer = sign_in(client)
    assert answer.status_code == 401 and "Signing in did not work" in answer.content.decode()
    assert who(client) == "" and not SocialAccount.objects.exists()


@pytest.mark.parametrize("forgery", ["another key", "unknown key", "no signature", "shared secret"])
def test_a_token_the_directory_did_not_sign_is_refused(directory, client, forgery):
    match forgery:
        case "another key":
            directory.signs_with = directories.ANOTHER_KEY
        case "unknown key":
            directory.kid = "two"
        case "no signature":
            directory.signs_with, directory.algorithm = None, "none"
        case "shared secret":
            directory.signs_with, directory.algorithm = "x" * 64, "HS256"
    assert sign_in(client).status_code == 401
    assert who(client) == ""


def test_user_info_about_somebody_else_is_refused(directory, client):
    directory.user_info = {"sub": "8"}
    assert sign_in(client).status_code == 401
    assert who(client) == ""


def test_another_directory_at_the_same_place_is_refused(directory, client):
    directory.calls_itself = "https://elsewhere.example"
    assert client.get(LOGIN).status_code == 401


def test_an_answer_opens_only_the_browser_that_asked(directory, client):
    """The state: an attacker's answer, planted in somebody else's browser, signs nobody in."""
    address = to_directory(Client())
    assert come_back(client, address).status_code == 401
    assert who(client) == ""


@pytest.mark.parametrize("change", [("state=", "state=x"), ("code=", "code=x")])
def test_a_changed_answer_is_refused(directory, client, change):
    assert come_back(client, to_directory(client).replace(*change)).status_code == 401
    assert who(client) == ""


def test_an_answer_works_once(directory, client):
    address = to_directory(client)
    come_back(client, address)
    client.post("/accounts/logout/")
    assert come_back(client, address).status_code == 401
    assert who(client) == ""


def test_the_code_of_one_sign_in_does_not_finish_another(directory, client):
    """Code injection: the challenge, and the nonce behind it, belong to one session."""
    theirs = parse_qs(urlsplit(to_directory(Client())).query)["code"][0]
    mine = parse_qs(urlsplit(to_directory(client)).query)["state"][0]
    assert client.get(f"{LOGIN}callback/", {"code": theirs, "state": mine}).status_code == 401
    assert who(client) == ""


def test_changing_ones_mind_leads_back(directory, client):
    directory.answers_error = "access_denied"
    assert sign_in(client)["Location"] == "/accounts/company/cancelled/"


def test_a_directory_that_is_away_is_no_error_of_ours(directory, client):
    directory.app["settings"]["server_url"] = "http://127.0.0.1:1"
    assert client.get(LOGIN).status_code == 401


@pytest.mark.parametrize("connected", [False, True])
def test_a_closed_account_stays_closed(directory, staff, client, connected):
    if connected:
        sign_in(Client())
    services.deactivate(staff.actor(staff.root), staff.ada.pk)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert who(client) == ""


def test_the_same_number_in_another_directory_is_somebody_else(directory, staff, client):
    sign_in(client)
    with directories.running() as other:
        directory.app["settings"]["server_url"] = other.origin
        other.claims = {"sub": "7", "email": staff.ben.email, "email_verified": True}
        ben = Client()
        sign_in(ben)
        assert who(ben) == "Ben Okafor"


def test_an_own_second_step_is_asked_for_after_the_directory_too(directory, staff, client):
    totp.TOTP.activate(staff.ada, totp.generate_totp_secret())
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) == ""


def test_the_fake_signs_what_it_says(directory):
    """Were its honest tokens wrong, every refusal above would prove nothing."""
    key = jwt.PyJWKSet.from_dict(directory.keys())["one"]
    signed = jwt.encode({"exp": time.time() + 9}, directories.KEY, algorithm="RS256")
    assert jwt.decode(signed, key, algorithms=["RS256"])
