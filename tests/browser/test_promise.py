"""The promised path: write from the candidate's page, read it as the candidate, answer, see the answer arrive."""

from __future__ import annotations

import os
import time
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House

NAME = "Diana Allen"


def patience() -> float:
    """Two seconds, and as much more as this machine has more to do than it can."""
    return 2.0 * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def write(page: Any, subject: str, words: str) -> None:
    page.keyboard.press("e")
    page.get_by_label("Subject", exact=True).fill(subject)
    page.locator("#composing .ProseMirror").click()
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notices")).to_contain_text("Sent.")


def answer_in_sandbox(window: Any, house: House, subject: str, words: str) -> None:
    window.goto(f"{house.url}/sandbox/")
    window.locator("#mail-rows").get_by_text(subject, exact=True).click()
    expect(window.locator(".thread h2")).to_have_text(subject)
    window.get_by_label("Your answer").fill(words)
    window.get_by_role("button", name="Send the answer").click()
    expect(window.get_by_text("The answer is on its way")).to_be_visible()


def test_a_recruiter_writes_the_candidate_answers_and_the_answer_is_there_without_a_reload(house: House, page: Any):
    house.sign_in(page)
    page.goto(house.person(NAME))
    expect(page.get_by_role("link", name="Communications")).to_have_attribute("aria-current", "page")
    write(page, "Your interview on Tuesday", "Hello Diana, does ten o'clock suit you?")
    ours = page.locator("li.tl").filter(has=page.get_by_role("link", name="Your interview on Tuesday", exact=True))
    expect(ours).to_be_visible()

    sandbox = page.context.new_page()
    answer_in_sandbox(sandbox, house, "Your interview on Tuesday", "Ten o'clock suits me well.")
    letter = sandbox.frame_locator("iframe[title='The mail as the candidate sees it']")
    expect(letter.locator("body")).to_contain_text("does ten o'clock suit you?")
    left = time.monotonic()
    page.bring_to_front()
    theirs = page.locator("li.tl", has_text="Ten o'clock suits me well.")
    expect(theirs).to_be_visible(timeout=30_000)
    assert time.monotonic() - left < patience()

    theirs.get_by_role("link", name="Re: Your interview on Tuesday").click()
    expect(theirs.locator(".letter")).to_be_visible()
    expect(ours).to_be_visible()  # the list stays around what was opened
    quoted = theirs.locator("details", has_text="Quoted text")
    expect(quoted).not_to_have_attribute("open", "")

    ours.get_by_role("link", name="Your interview on Tuesday", exact=True).click()
    expect(ours.frame_locator("iframe").locator("body")).to_contain_text("does ten o'clock suit you?")
    ours.get_by_role("link", name="Why was this sent?").click()
    expect(page.locator("#dialog[open]")).to_contain_text("Written by hand")
    expect(page.locator("#dialog[open]")).to_contain_text("No rule spoke against it.")
