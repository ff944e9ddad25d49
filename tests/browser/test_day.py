"""My day and tasks: write down, do, take back."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House


def test_a_task_is_written_down_done_and_taken_back(house: House, page: Any) -> None:
    house.sign_in(page, "ben")
    page.goto(house.url)
    expect(page.locator("h1")).to_contain_text("Ben")
    page.keyboard.press("n")
    dialog = page.locator("#dialog[open]")
    dialog.get_by_label("What is to be done?").fill("Ring the referees")
    dialog.get_by_label("Today", exact=True).check()
    dialog.get_by_role("button", name="Add task").click()
    expect(page.locator("#dialog[open]")).to_have_count(0)
    task = page.locator("li.task", has_text="Ring the referees")
    expect(task).to_be_visible()
    task.get_by_role("button", name="Done: Ring the referees").click()
    expect(task).to_have_count(0)
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(task).to_be_visible()

    page.goto(f"{house.url}/tasks/")
    expect(task).to_be_visible()
    task.get_by_role("button", name="Done: Ring the referees").click()
    expect(task).to_have_count(0)
    page.get_by_role("link", name="Done", exact=True).click()
    expect(task).to_be_visible()


def test_a_key_of_a_closed_menu_presses_its_entry(house: House, page: Any) -> None:
    house.sign_in(page, "root")
    page.goto(f"{house.url}/tasks/")
    page.keyboard.press("n")
    page.get_by_label("What is to be done?").fill("Order the name plates")
    page.get_by_label("Today", exact=True).check()
    page.get_by_role("button", name="Add task").click()
    task = page.locator("li.task", has_text="Order the name plates")
    expect(task).to_contain_text("Today")
    page.keyboard.press("j")
    expect(task).to_have_class(re.compile(r"\bat\b"))
    page.keyboard.press("t")
    expect(task).to_contain_text("Tomorrow")
    expect(task.locator("details.menu")).not_to_have_attribute("open", "")
