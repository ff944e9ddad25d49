"""On a phone: the rail is a drawer, the details come in from the side, and one can write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.house import House


@pytest.fixture
def phone(house: House, chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-GB", reduced_motion="reduce"
    )
    window = context.new_page()
    window.set_default_timeout(12_000)
    house.sign_in(window)
    yield window
    context.close()


def test_the_rail_is_a_drawer_and_leads_on(house: House, phone: Any) -> None:
    phone.goto(house.person("Omar Haddad"))
    rail = phone.get_by_role("navigation", name="Main")
    expect(rail).not_to_be_in_viewport()
    phone.get_by_label("Menu", exact=True).tap()
    expect(rail).to_be_in_viewport()
    rail.get_by_role("link", name="Jobs").tap()
    phone.wait_for_url("**/jobs/")
    expect(phone.get_by_role("navigation", name="Main")).not_to_be_in_viewport()


def test_a_mail_is_written_with_the_thumb(house: House, phone: Any) -> None:
    phone.goto(house.person("Omar Haddad"))
    phone.get_by_role("link", name="E-mail", exact=False).first.tap()
    phone.get_by_label("Subject", exact=True).fill("From the train")
    phone.locator("#composing .ProseMirror").tap()
    phone.keyboard.type("See you at ten.")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.locator("li.tl", has_text="From the train")).to_be_visible()
    phone.get_by_label("Details", exact=True).first.tap()
    expect(phone.get_by_text("May we contact Omar Haddad?")).to_be_in_viewport()
