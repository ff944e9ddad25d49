"""What people write down on a candidate's page: logged, mended, taken back, and seen by whom it may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House

NAME = "Omar Haddad"


def item(window: Any, subject: str) -> Any:
    return window.locator("li.tl").filter(has=window.get_by_role("link", name=subject, exact=True))


def choose(window: Any, subject: str, verb: str) -> None:
    item(window, subject).get_by_label("More", exact=True).click()
    item(window, subject).locator(".dots .drop").get_by_text(verb, exact=True).click()


def test_a_call_is_logged_edited_deleted_and_brought_back(
    house: House, page: Any, colleague: Callable[[str], Any]
) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    page.get_by_role("link", name="New communication").click()
    form = page.locator("form.log-form")
    form.get_by_label("Type").select_option("call")
    form.get_by_label("Subject").fill("Notice period")
    form.locator(".ProseMirror").fill("Three months, to the end of a quarter.")
    form.get_by_role("button", name="Log it").click()
    logged = item(page, "Notice period")
    expect(logged).to_contain_text("Three months, to the end of a quarter.")

    ben = colleague("ben")
    ben.goto(house.person(NAME))
    expect(item(ben, "Notice period")).to_contain_text("logged by Ada Lovelace")
    item(ben, "Notice period").get_by_label("More", exact=True).click()
    expect(item(ben, "Notice period").locator(".drop")).to_contain_text("Copy link")
    expect(item(ben, "Notice period").locator(".drop")).not_to_contain_text("Edit")
    expect(item(ben, "Notice period").locator(".drop")).not_to_contain_text("Delete")

    choose(page, "Notice period", "Edit")
    dialog = page.locator("#dialog[open]")
    dialog.get_by_label("Subject").fill("Notice period, settled")
    dialog.get_by_role("button", name="Save").click()
    expect(item(page, "Notice period, settled")).to_be_visible()
    expect(item(ben, "Notice period, settled")).to_be_visible()  # by itself

    choose(page, "Notice period, settled", "Delete")
    expect(item(page, "Notice period, settled")).to_have_count(0)
    expect(item(ben, "Notice period, settled")).to_have_count(0)
    # What was told before may still stand there, with a way back of its own.
    page.locator("#notices .notice", has_text="Deleted").get_by_role("button", name="Undo").click()
    expect(item(page, "Notice period, settled")).to_be_visible()


def test_a_note_for_me_alone_is_not_there_for_anybody_else(
    house: House, page: Any, colleague: Callable[[str], Any]
) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    page.keyboard.press("n")
    form = page.locator("form.note-form")
    form.locator(".ProseMirror").fill("Asked for discretion about the quince harvest.")
    form.get_by_label("Visible to").select_option("only_me")
    form.get_by_role("button", name="Add note").click()
    expect(form).to_have_count(0)
    page.get_by_role("link", name="Notes").click()
    expect(page.locator("li.tl", has_text="quince harvest")).to_be_visible()

    ben = colleague("ben")
    for tab in ("notes", "timeline"):
        ben.goto(f"{house.person(NAME)}?tab={tab}")
        expect(ben.locator("#history")).to_be_visible()
        expect(ben.get_by_text("quince harvest")).to_have_count(0)
    ben.goto(f"{house.url}/search?q=quince")
    expect(ben.get_by_text("quince harvest")).to_have_count(0)
