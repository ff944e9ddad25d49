"""A job's board: cards move by hand and by keys, and a decision is never made in passing."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House

JOB = "Associate Counsel"


def column(page: Any, name: str) -> Any:
    return page.locator(f"section.col[data-name='{name}']")


def card(page: Any, name: str) -> Any:
    return page.locator(".board-card", has_text=name)


def test_a_card_is_dragged_to_the_next_stage(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(f"{house.job(JOB)}board/")
    to = column(page, "Screen")
    card(page, "Mei Tanaka").drag_to(to)
    settle(page)
    expect(to.locator(".board-card", has_text="Mei Tanaka")).to_be_visible()
    page.goto(f"{house.person('Mei Tanaka')}?tab=timeline")
    expect(page.locator("li.tl", has_text="Screen").first).to_be_visible()


def test_a_card_is_moved_with_the_keys_alone(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(f"{house.job(JOB)}board/")
    card(page, "Lucía Fernández").focus()
    page.keyboard.press("Shift+ArrowRight")
    settle(page)
    expect(column(page, "Screen").locator(".board-card", has_text="Lucía Fernández")).to_be_visible()


def test_a_rejection_asks_for_a_reason_and_what_becomes_of_the_mail(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(f"{house.job(JOB)}board/")
    card(page, "Jonas Weber").get_by_role("link", name="Move Jonas Weber to…").click()
    dialog = page.locator("#dialog[open]")
    dialog.get_by_role("button", name="Rejected").click()
    expect(dialog.get_by_role("group", name="This move sends a mail")).to_be_visible()
    dialog.get_by_role("button", name="Move to Rejected").click()
    expect(dialog).to_contain_text("Choose a reason")
    dialog.get_by_label("Reason", exact=True).select_option(index=1)
    dialog.get_by_label("Don’t send it").check()
    dialog.get_by_role("button", name="Move to Rejected").click()
    expect(dialog).to_contain_text("Say why no mail is sent")
    dialog.get_by_label("Why no mail?").select_option("by_phone")
    dialog.get_by_role("button", name="Move to Rejected").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    page.goto(f"{house.person('Jonas Weber')}?tab=timeline")
    expect(page.locator("li.tl", has_text="Rejected").first).to_be_visible()
    page.goto(house.person("Jonas Weber"))
    expect(page.locator("li.tl")).to_have_count(1)  # that the application was received; nothing of the rejection


def settle(page: Any) -> None:
    """If the move would send a mail, the house asks first; here it may."""
    dialog = page.locator("#dialog[open]")
    expect(dialog.or_(page.locator("#notices .notice"))).to_be_visible()
    if dialog.count():
        dialog.locator("button[type=submit]").last.click()
        expect(dialog).to_have_count(0)
