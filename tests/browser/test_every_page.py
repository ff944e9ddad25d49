"""Every main page: nothing that axe calls serious, no sideways scroll on a phone or from right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser import pages
from tests.browser.house import ROOT, House
from tests.browser.test_promise import answer_in_sandbox, write

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LOOK = """async (rules) => {
  const only = rules ? { runOnly: rules } : {};
  const { violations } = await axe.run(document, { ...only, resultTypes: ["violations"] });
  return violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`));
}"""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
ITS_OWN_WIDTH = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture(scope="module")
def lived_in(running: House, chromium: Any) -> House:
    """Diana has written and got an answer, so that the pages are not empty."""
    context = chromium.new_context(viewport=DESK)
    window = context.new_page()
    running.sign_in(window)
    window.goto(running.person("Diana Allen"))
    write(window, "Before you look", "Hello Diana, everything is here.")
    answer_in_sandbox(window, running, "Before you look", "So I see.")
    running.mail("Somebody <somebody@mail.example>", "Whose am I?", "Nobody knows.")
    context.close()
    return running


@pytest.fixture
def window_of(chromium: Any, lived_in: House) -> Iterator[Callable[..., Any]]:
    """A window of any kind, signed in as anybody; its own policy set aside, so that axe can be brought in."""
    opened: list[Any] = []

    def make(who: str = "ada", **options: Any) -> Any:
        given = {"viewport": DESK, "locale": "en-GB", **options}
        opened.append(chromium.new_context(**given, reduced_motion="reduce", bypass_csp=True))
        window = opened[-1].new_page()
        window.set_default_timeout(15_000)
        if who:
            lived_in.sign_in(window, who)
        return window

    yield make
    for context in opened:
        context.close()


def complaints(window: Any, addresses: dict[str, str], rules: list[str] | None = None) -> list[str]:
    """What is wrong with each page: what axe says, and what sticks out on the screen of a phone."""
    found = []
    for name, address in addresses.items():
        answer = window.goto(address, wait_until="load")
        if answer.status >= 500:
            found.append(f"{name}: {answer.status}")
            continue
        window.evaluate(AXE.read_text())
        found += [f"{name}: {line}" for line in window.evaluate(LOOK, rules)]
        window.set_viewport_size(PHONE)
        found += too_wide(window, name)
        window.set_viewport_size(DESK)
    return found


def too_wide(window: Any, name: str) -> list[str]:
    content, screen = window.evaluate(ITS_OWN_WIDTH)
    return [f"{name} is {content} wide on a screen of {screen}"] if content > screen else []


@pytest.mark.parametrize(
    ("who", "addresses"), [("ada", pages.of), ("root", pages.of_an_administrator), ("", pages.of_anybody)]
)
def test_nothing_is_hard_to_read_or_sticks_out(
    lived_in: House, window_of: Any, who: str, addresses: Callable[[House], dict[str, str]]
) -> None:
    assert "\n".join(complaints(window_of(who), addresses(lived_in))) == ""


def test_the_main_pages_are_as_easy_to_read_in_the_dark(lived_in: House, window_of: Any) -> None:
    addresses = pages.of(lived_in)
    main = {name: addresses[name] for name in pages.MAIN}
    window = window_of("ada", color_scheme="dark")
    assert "\n".join(complaints(window, main, ["color-contrast"])) == ""


def test_every_page_turns_round_in_arabic_and_none_scrolls_sideways(lived_in: House, window_of: Any) -> None:
    window = window_of("ben", color_scheme="dark", viewport=PHONE)
    window.goto(lived_in.url)
    window.locator("summary.face").click()
    window.locator("#own-language").select_option("ar")
    window.wait_for_function("() => document.documentElement.dir === 'rtl'")
    straight = []
    found = []
    for name, address in pages.of(lived_in).items():
        window.goto(address, wait_until="load")
        if window.evaluate("() => document.documentElement.dir") != "rtl":
            straight.append(name)
        found += too_wide(window, name)
    window.goto(lived_in.url)
    window.locator("summary.face").click()
    window.locator("#own-language").select_option("en")
    window.wait_for_function("() => document.documentElement.dir === 'ltr'")
    assert straight == []
    assert "\n".join(found) == ""
