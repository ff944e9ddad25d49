"""One running house a session, made ready once for all test processes, and colleagues to meet in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import house as houses
from tests.browser.house import House
from tests.support import databases

HERE = Path(__file__).parent
PATIENCE = 12_000  # a busy machine is slow, not broken


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def ready(request: pytest.FixtureRequest, worker_id: str, prepared: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Home, database and numbers: a copy of the prepared home, on PostgreSQL a copy of the template too."""
    home = request.getfixturevalue("tmp_path_factory").getbasetemp() / "walks"
    shutil.copytree(prepared, home)
    if not databases.is_postgres():
        yield home, "", houses.seed(home, "")
        return
    template, name = request.getfixturevalue("template"), f"walks_{worker_id}_{databases.template_name()}"
    with databases.maintenance() as link:
        link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        link.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        url = databases.url_of(name)
        yield home, url, houses.seed(home, url)
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def running(chromium: Any, ready: tuple[Path, str, dict[str, Any]]) -> Iterator[House]:
    """Asks for Chromium first, so that nothing is started where there is none."""
    expect.set_options(timeout=PATIENCE)
    with House(*ready) as house:
        yield house


@pytest.fixture
def house(running: House, page: Any) -> House:
    page.set_default_timeout(PATIENCE)
    return running


@pytest.fixture
def colleague(running: House, chromium: Any) -> Iterator[Callable[[str], Any]]:
    """Another window, somebody else signed in."""
    opened: list[Any] = []

    def open_as(who: str) -> Any:
        opened.append(chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB"))
        window = opened[-1].new_page()
        window.set_default_timeout(PATIENCE)
        running.sign_in(window, who)
        return window

    yield open_as
    for context in opened:
        context.close()
