"""A job's board: cards move by hand and by keys, and a decision is never made in passing."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.touch import Finger

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


def test_a_card_is_moved_by_a_finger_that_rests_on_it_and_a_swipe_moves_nothing(house: House, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 1180, "height": 820}, has_touch=True, locale="en-GB")
    page = context.new_page()
    house.sign_in(page)
    page.goto(f"{house.job(JOB)}board/")
    finger, moved = Finger(page), card(page, "Ngozi Adeyemi")
    finger.down(moved)
    finger.by(0, -60)
    expect(page.locator(".ghost")).to_have_count(0)
    finger.up()
    to = page.locator("section.col:not(.folded)", has_not=moved).first
    name = to.get_attribute("data-name") or ""
    finger.down(moved)
    expect(page.locator(".ghost")).to_be_visible()
    finger.to(to)
    expect(to).to_have_class(re.compile("over"))
    finger.up()
    settle(page)
    expect(column(page, name).locator(".board-card", has_text="Ngozi Adeyemi")).to_be_visible()
    context.close()


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
