"""Ways to sign in beyond the password, and the sessions that one can end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import PASSWORD, House


def code_of(secret: str, at: float) -> str:
    """What an authenticator app shows (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def confirm(page: Any) -> None:
    """Before a way to sign in changes, the house may ask once more who it is."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.locator("main button[type=submit], form button[type=submit]").last.click()
        page.wait_for_url("**/2fa/**")


def test_a_code_from_an_app_is_set_up_and_asked_for(house: House, page: Any, colleague: Callable[[str], Any]) -> None:
    house.sign_in(page, "theo")
    page.goto(f"{house.url}/accounts/2fa/")
    page.get_by_role("link", name="Set up").click()
    confirm(page)
    secret = page.locator("code.secret").inner_text().strip()
    page.get_by_label("Code").fill(code_of(secret, time.time()))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("main")).to_contain_text("Recovery codes")

    page.context.clear_cookies()
    page.goto(f"{house.url}/accounts/login/")
    page.get_by_label("E-mail address").fill("theo@halden.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_label("Code")).to_be_visible()
    # A code works once: what was used above is refused, the next one is taken already.
    page.get_by_label("Code").fill(code_of(secret, time.time() + 30))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Theo")


def test_another_session_is_ended_from_the_list(house: House, page: Any, chromium: Any) -> None:
    elsewhere = chromium.new_context().new_page()
    house.cookies.pop("cleo", None)
    house.sign_in(elsewhere, "cleo")
    house.cookies.pop("cleo")
    house.sign_in(page, "cleo")
    page.goto(f"{house.url}/accounts/sessions/")
    page.get_by_role("button", name="End all other sessions").click()
    expect(page.get_by_role("button", name="End all other sessions")).to_have_count(0)
    elsewhere.goto(f"{house.url}/tasks/")
    expect(elsewhere).to_have_url(f"{house.url}/accounts/login/?next=/tasks/")
    elsewhere.context.close()


def test_a_passkey_replaces_the_password(house: House, page: Any) -> None:
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    kept = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    link.send("WebAuthn.addVirtualAuthenticator", {"options": options | kept})
    house.cookies.pop("cleo", None)
    house.sign_in(page, "cleo")
    page.goto(f"{house.url}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("What do you call it?").fill("Laptop")
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("main")).to_contain_text("Recovery codes")

    page.context.clear_cookies()
    page.goto(f"{house.url}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/accounts/" not in address)
    expect(page.locator("h1")).to_contain_text("Cleo")
