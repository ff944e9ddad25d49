"""In a real browser: add a passkey under our content security policy, then come in with nothing else."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from rapport.accounts.tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_then_opens_the_door_alone(page, live_server):
    cache.clear()
    ada = make.staff("Ada Lovelace", "recruiter")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    page.goto(f"{live_server.url}/accounts/login/?next=/me/")
    page.get_by_label("E-mail address").fill(ada.email)
    page.get_by_label("Password").fill("a long passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Ada Lovelace").wait_for()

    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill("a long passphrase")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("What do you call it?").fill("Laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/recovery-codes/")

    page.goto(f"{live_server.url}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/accounts/login/?next=/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Ada Lovelace").wait_for()
