from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rapport.db import installation
from rapport.db.models import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_a_database_that_was_never_marked_sends_and_is_no_reason_to_ask() -> None:
    assert installation.may_send() and not installation.may_be_held()


def test_after_the_first_start_mail_leaves_and_a_second_start_changes_nothing() -> None:
    installation.begin()
    mark = installation.mark()
    installation.begin()
    assert installation.may_send() and installation.mark() == mark


def test_on_a_strange_machine_nothing_leaves(settings: Any, tmp_path: Path) -> None:
    installation.begin()
    settings.HOME = tmp_path / "elsewhere"
    settings.HOME.mkdir()
    assert not installation.may_send()
    installation.begin()
    assert not installation.may_send() and installation.may_be_held()


def test_a_copied_home_is_not_taken_for_the_first(settings: Any, tmp_path: Path) -> None:
    installation.begin()
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "installation").write_bytes((tmp_path / "installation").read_bytes())
    settings.HOME = copy
    assert not installation.may_send()


def test_a_detached_database_sends_only_once_somebody_says_it_lives_here() -> None:
    installation.begin()
    before = installation.mark()
    installation.detach()
    assert not installation.may_send()
    installation.begin()
    assert not installation.may_send(), "starting again is not saying so"
    installation.live_here()
    assert installation.may_send() and installation.mark() != before
    assert Installation.objects.count() == 1


def test_other_machines_are_given_the_mark(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_INSTALLATION", "given-by-hand")
    installation.begin()
    settings.HOME = tmp_path / "second"
    settings.HOME.mkdir()
    assert installation.mark() == "given-by-hand" and installation.may_send()
    installation.detach()
    assert not installation.may_send()
