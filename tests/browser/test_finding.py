"""Search over sealed words, the palette, and the list of keys."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House

NAME = "Ngozi Adeyemi"


def test_a_sealed_mail_is_found_by_a_word_and_by_a_phrase(house: House, page: Any) -> None:
    house.mail(
        f"{NAME} <ngozi.adeyemi@example.org>", "My references", "Both marmalade referees are back from Lagos in May."
    )
    house.sign_in(page)
    page.goto(house.person(NAME))
    expect(page.locator("li.tl", has_text="My references")).to_be_visible(timeout=30_000)
    for words, count in (("marmalade", 1), ('"back from Lagos"', 1), ('"Lagos from back"', 0)):
        page.goto(house.url)
        page.keyboard.press("/")
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*")
        expect(page.locator("main").get_by_role("link", name="My references")).to_have_count(count)


def test_the_palette_leads_to_a_person(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(f"{house.url}/tasks/")
    page.keyboard.press("Control+k")
    page.locator("#palette input").fill("Ngozi")
    expect(page.locator("#palette [role=option]", has_text=NAME)).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(house.person(NAME) + "**")


def test_a_question_mark_lists_the_keys(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    page.keyboard.press("?")
    keys = page.locator("#keys[open]")
    expect(keys).to_contain_text("E-mail")
    expect(keys).to_contain_text("All keys of this page")
    page.keyboard.press("Escape")
    expect(page.locator("#keys[open]")).to_have_count(0)
