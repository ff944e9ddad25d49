"""What is put in place before the house opens."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.db import connection

from rapport.config.management import preparing


@pytest.mark.django_db(transaction=True)
def test_nobody_else_on_the_machine_reads_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "rapport.sqlite3"
    database.touch(mode=0o644)
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(database))
    monkeypatch.setattr(preparing, "MigrationExecutor", _NothingWaits)
    monkeypatch.setattr(preparing, "call_command", lambda *_args, **_options: None)
    preparing.migrate(print)
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
    preparing.keep_private(tmp_path / "not there")


class _NothingWaits:
    def __init__(self, _connection: object) -> None:
        self.loader = self
        self.graph = self

    def leaf_nodes(self) -> list[object]:
        return []

    def migration_plan(self, _targets: object) -> list[object]:
        return []
