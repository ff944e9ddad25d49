"""What is written can be taken back, timed, changed and let go; and one text goes to many only after a review."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.test_promise import NAME, write


def test_what_was_sent_is_undone_and_stands_in_the_composer_again(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    write(page, "Too early", "I had more to say.")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Subject", exact=True)).to_have_value("Too early")
    expect(page.locator("#composing .ProseMirror")).to_contain_text("I had more to say.")
    expect(page.locator("#notices")).to_contain_text("It was not sent.")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#notices")).to_contain_text("The draft is gone.")


def test_what_is_typed_is_kept_while_typing(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    page.keyboard.press("e")
    page.get_by_label("Subject", exact=True).fill("Half a thought")
    page.locator("#composing .ProseMirror").click()
    page.keyboard.type("To be continued")
    expect(page.locator("#composing .saved")).to_contain_text("Saved")
    page.goto(house.person(NAME))
    expect(page.locator(".begun")).to_contain_text("Half a thought")
    page.locator(".begun a").click()
    expect(page.locator("#composing .ProseMirror")).to_contain_text("To be continued")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#notices")).to_contain_text("The draft is gone.")


def test_a_mail_is_timed_changed_and_let_go(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(house.person(NAME))
    page.keyboard.press("e")
    page.get_by_label("Subject", exact=True).fill("See you soon")
    page.locator("#composing .ProseMirror").click()
    page.keyboard.type("See you on the day.")
    page.get_by_text("At a time").click()
    later = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT10:00")
    page.locator("#mail-at").fill(later)
    page.locator("#composing").get_by_role("button", name="Send").click()
    expect(page.locator("#notices")).to_contain_text("Scheduled.")
    page.goto(house.person(NAME))
    coming = page.locator(".next", has_text="See you soon")
    coming.get_by_role("button", name="Edit").click()
    expect(page.locator("#mail-at")).to_have_value(later)
    page.locator("#composing .ProseMirror").click()
    page.keyboard.press("End")
    page.keyboard.type(" Bring your passport.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notices")).to_contain_text("Scheduled.")
    page.goto(house.person(NAME))
    expect(page.locator(".next", has_text="See you soon")).to_have_count(1)
    page.locator(".next", has_text="See you soon").get_by_role("button", name="Cancel").click()
    page.goto(house.person(NAME))
    expect(page.locator(".next", has_text="See you soon")).to_have_count(0)


def test_one_text_goes_to_many_after_a_review(house: House, page: Any) -> None:
    house.sign_in(page)
    page.goto(f"{house.url}/people/")
    for name in ("Mei Tanaka", "Ngozi Adeyemi", "Omar Haddad"):
        page.locator("tr", has_text=name).locator("input[name=person]").check()
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_label("Subject", exact=True).fill("News about {{ job_title }}")
    page.locator(".ProseMirror").click()
    page.keyboard.type("Dear {{ first_name }}, we have news.")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", name="Review before sending")).to_be_visible()
    expect(page.locator(".many tbody tr")).to_have_count(3)
    expect(page.locator(".many tr", has_text="Omar Haddad")).to_contain_text("Left out")
    expect(page.locator(".many tr", has_text="Mei Tanaka")).to_contain_text("News about Associate Counsel")
    page.get_by_role("button", name="Send 2 mails").click()
    expect(page.locator(".figures div", has_text="Chosen")).to_contain_text("3")
    expect(page.locator(".figures div", has_text="Waiting to leave")).to_contain_text("2")
    page.get_by_role("button", name="Stop and take back the rest").click()
    page.locator("dialog[open]").get_by_role("button").filter(has_text="Stop").or_(
        page.locator("dialog[open] .btn-danger, dialog[open] .btn-primary")
    ).first.click()
    expect(page.locator(".figures div", has_text="Taken back")).to_contain_text("2")
