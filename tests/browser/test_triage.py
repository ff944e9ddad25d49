"""Mail that nobody can be matched to waits in Triage, and a person is remembered by the address they used."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House

NAME = "سلمى المنصوري"


def test_an_unknown_sender_is_given_to_a_person_and_known_from_then_on(house: House, page: Any) -> None:
    house.sign_in(page)
    house.mail("S. M. <salma.private@mail.example>", "From my other address", "Please write to me here.")
    page.goto(f"{house.url}/triage/")
    row = page.locator(".row0", has_text="From my other address")
    for _ in range(30):
        if row.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    row.click()
    page.wait_for_url("**/triage/?mail=*")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".thread h2")).to_have_text("From my other address")
    page.get_by_label("Somebody else on file").fill("سلمى")
    page.get_by_role("option", name=NAME).click()
    expect(page.get_by_label("Remember")).to_be_checked()
    page.get_by_role("button", name="File under this person").click()
    expect(row).to_have_count(0)
    page.goto(house.person(NAME))
    expect(page.locator("li.tl", has_text="From my other address")).to_be_visible()

    house.mail("S. M. <salma.private@mail.example>", "And my portfolio", "It stands on my site.")
    expect(page.locator("li.tl", has_text="And my portfolio")).to_be_visible(timeout=30_000)
