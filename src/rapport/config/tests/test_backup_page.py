from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rapport.accounts.tests import make
from rapport.config.backup import queries, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(make.three().root)
    return client


def test_before_the_first_backup_the_page_says_so_and_the_card_wants_a_look(root: Client, settings: Any) -> None:
    settings.DEMO = False
    page = root.get("/settings/backup/").content.decode()
    assert "No backup yet" in page and "Without the key ring nobody can read" in page
    assert queries.wants_a_look() == 1
    settings.DEMO = True
    assert queries.wants_a_look() == 0


def test_the_page_shows_the_last_backup_and_warns_when_it_is_old(root: Client, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = False
    words, keys = tmp_path / "rapport-words-1", tmp_path / "rapport-keys-1"
    words.write_bytes(b"x" * 2048)
    services.remember(timezone.now(), words, keys, {"files": 3, "keys_count": 7})
    page = root.get("/settings/backup/").content.decode()
    assert "rapport-words-1" in page and "Fresh" in page and "Both were written to one folder" in page
    assert queries.wants_a_look() == 0
    services.remember(timezone.now() - timedelta(days=8), words, keys, {"files": 3, "keys_count": 7})
    assert "Older than a week" in root.get("/settings/backup/").content.decode()
    assert queries.wants_a_look() == 1


def test_the_page_is_for_who_may_change_settings(client: Client) -> None:
    client.force_login(make.three().ada)
    assert client.get("/settings/backup/").status_code == 403
