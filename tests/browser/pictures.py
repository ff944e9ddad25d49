"""The pictures of the documents, taken in a running demo: `python -m tests.browser.pictures URL`.

Signs in as the demo's recruiter, writes one mail, and leaves docs/pictures/*.png.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from rapport.demo.logins import LOGINS
from tests.browser.house import ROOT
from tests.support.browser import QUIET, find_chromium

PLACE = ROOT / "docs" / "pictures"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def window(browser: Any, url: str, **options: Any) -> Any:
    made = browser.new_context(
        **{"viewport": DESK, "locale": "en-GB", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce", **options}
    ).new_page()
    made.goto(f"{url}/accounts/login/")
    made.locator("[name=login]").fill(LOGINS[0].email)
    made.locator("[name=password]").fill(LOGINS[0].password)
    made.get_by_role("button", name="Sign in", exact=True).click()
    made.wait_for_url(re.compile(r"/(?!accounts)[^/]*$"))
    return made


def take(page: Any, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)
    page.screenshot(path=PLACE / f"{name}.png")


def find(page: Any, url: str, where: str, name: str) -> str:
    """The address of whoever or whatever has this name in a list."""
    page.goto(f"{url}/{where}/?q={name}")
    link = page.locator("main table a", has_text=name).first.get_attribute("href") or ""
    return f"{url}{link.split('?')[0]}"


def main(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        page = window(browser, url)
        page.set_viewport_size({"width": 1440, "height": 760})
        page.goto(url)
        take(page, "my-day")
        page.set_viewport_size(DESK)
        person = find(page, url, "people", "Diana Allen")
        page.goto(person)
        take(page, "candidate")
        page.keyboard.press("e")
        page.locator("#composing .ProseMirror").click()
        page.get_by_label("Subject", exact=True).fill("Your interview on Thursday")
        page.locator("#composing .ProseMirror").click()
        page.keyboard.type("Thank you for your patience. Thursday at ten o'clock is free again; shall we take it?")
        take(page, "composer")
        page.get_by_role("button", name="Send", exact=False).first.click()
        page.get_by_text("Sent.").wait_for()
        page.goto(find(page, url, "jobs", "Associate Counsel"))
        take(page, "board")
        page.goto(f"{url}/search?q=interview")
        take(page, "search")
        page.goto(f"{url}/sandbox/")
        page.locator("#mail-rows a").first.click()
        page.get_by_label("Your answer").fill("Thursday at ten suits me well. Shall I bring anything?")
        take(page, "sandbox")
        page.goto(f"{url}/triage/")
        take(page, "triage")
        phone = window(browser, url, viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
        phone.goto(person)
        take(phone, "candidate-phone")
        dark = window(browser, url, color_scheme="dark")
        dark.goto(person)
        take(dark, "candidate-dark")
        dark.locator("summary.face").click()
        dark.locator("#own-language").select_option("ar")
        dark.wait_for_function("() => document.documentElement.dir === 'rtl'")
        arabic = window(browser, url)
        arabic.goto(person)
        take(arabic, "candidate-arabic")
        dark.locator("summary.face").click()
        dark.locator("#own-language").select_option("en")
        dark.wait_for_function("() => document.documentElement.dir === 'ltr'")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
