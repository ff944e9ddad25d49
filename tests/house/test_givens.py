"""The ground the tests stand on is itself tested."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.house.source import modules
from tests.support import leaving_out
from tests.support.databases import SEEDS, is_postgres
from tests.support.network import NoNetwork


def test_the_internet_is_closed():
    for address in (("192.0.2.1", 80), ("example.org", 80)):
        with socket.socket() as probe, pytest.raises(NoNetwork):
            probe.connect(address)


@pytest.mark.django_db
def test_the_database_is_a_file_of_this_session_or_postgres():
    connection.ensure_connection()
    if is_postgres():
        assert connection.vendor == "postgresql"
    else:
        assert Path(connection.settings_dict["NAME"]).parent == settings.HOME
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.postgres
@pytest.mark.django_db
def test_marked_tests_run_on_postgres_only():
    assert connection.vendor == "postgresql"


PLANT_NOTHING = {
    "rapport.search.migrations.0002_engine_tables",  # makes tables, no rows
    "rapport.messaging.migrations.0006_inbox",  # completes rows that are there
}


def test_all_that_migrations_plant_is_planted_again_after_a_test_that_commits():
    planting = {
        "rapport." + module.name.removesuffix(".py").replace("/", ".")
        for module in modules()
        if module.path.parent.name == "migrations" and "RunPython" in module.text
    }
    assert planting - PLANT_NOTHING == set(SEEDS)


def test_the_home_is_not_a_real_one():
    assert Path(__file__).resolve().parents[2] / "var" != settings.HOME
    assert Path(settings.FILES_ROOT).parent == settings.HOME


class Report:
    skipped = True
    nodeid = "tests/test_x.py::test_x"
    outcome = "skipped"
    longrepr: object = ("tests/test_x.py", 1, "Skipped: no such thing here")


def test_where_nothing_may_be_left_out_a_skip_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    report = Report()
    leaving_out._refuse(report)
    assert report.outcome == ("failed" if os.environ.get("RAPPORT_CI") == "1" else "skipped")
    monkeypatch.setattr(leaving_out, "IS_CI", True)
    leaving_out._refuse(report)
    assert report.outcome == "failed"
    assert "no such thing here" in str(report.longrepr)
