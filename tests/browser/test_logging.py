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


def test_half_typed_words_wait_while_one_writes_something_else_and_when_the_tab_is_closed(
    house: House, page: Any
) -> None:
    house.sign_in(page)
    page.goto(house.person("Diana Allen"))
    page.keyboard.press("l")
    log = page.locator("form.log-form")
    log.get_by_label("Subject").fill("Relocation")
    log.locator(".ProseMirror").fill("Would move in spring.")
    page.locator(".composer .kinds").get_by_role("link", name="Note").click()
    note = page.locator("form.note-form")
    note.locator(".ProseMirror").fill("Ask about the")
    page.locator(".composer .kinds").get_by_role("link", name="Log communication").click()
    expect(log.get_by_label("Subject")).to_have_value("Relocation")
    expect(log.locator(".ProseMirror")).to_contain_text("Would move in spring.")
    log.get_by_label("Subject").fill("Relocation in May")
    context = page.context
    page.close(run_before_unload=True)

    again = context.new_page()
    again.goto(f"{house.person('Diana Allen')}?compose=note#compose")
    expect(again.locator("form.note-form .ProseMirror")).to_contain_text("Ask about the")
    again.locator(".composer .kinds").get_by_role("link", name="Log communication").click()
    form = again.locator("form.log-form")
    expect(form.get_by_label("Subject")).to_have_value("Relocation in May")
    form.get_by_role("button", name="Log it").click()
    expect(form).to_have_count(0)
    again.locator(".composer .kinds").get_by_role("link", name="Log communication").click()
    expect(form.get_by_label("Subject")).to_have_value("")
    # Nothing of it is left on the machine.
    assert again.evaluate("JSON.stringify({...localStorage, ...sessionStorage})").count("Relocation") == 0


def test_a_colleague_is_called_in_a_comment_by_typing_at(
    house: House, page: Any, colleague: Callable[[str], Any]
) -> None:
    house.sign_in(page)
    page.goto(house.person("Diana Allen"))
    page.keyboard.press("n")
    page.locator("form.note-form .ProseMirror").fill("The hearing may run over.")
    page.locator("form.note-form").get_by_role("button", name="Add note").click()
    page.get_by_role("link", name="Notes").click()
    page.locator("li.tl", has_text="hearing may run over").locator(".s a, p a, .open").first.click()
    editor = page.locator("form.thread-form .ProseMirror")
    editor.click()
    page.keyboard.type("Please look @Ben")
    page.get_by_role("option", name="Ben Okafor").click()
    page.locator("form.thread-form").get_by_role("button", name="Comment").click()
    expect(page.locator(".comments").get_by_text("Please look @Ben Okafor")).to_be_visible()
    ben = colleague("ben")
    ben.goto(house.url)
    expect(ben.get_by_text("hearing may run over").or_(ben.get_by_text("Please look")).first).to_be_visible()
