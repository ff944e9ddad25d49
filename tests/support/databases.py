"""The database under test: SQLite in a file of this session, or the PostgreSQL that DATABASE_URL names.

A file, not memory: threads and the live server then open connections of their own, as in real life.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import get_hashers

SEEDS = ("rapport.accounts.migrations.0002_seed_roles", "rapport.jobs.migrations.0003_seed_reasons")

ASKING = {"db", "transactional_db", "live_server"}


def is_postgres() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


@pytest.fixture(scope="session", autouse=True)
def home_of_this_session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, files and wake-ups of the tests never touch the home of a real installation."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    settings.HOME = home
    settings.FILES_ROOT = home / "files"
    settings.STATIC_ROOT = home / "static"
    settings.STATIC_ROOT.mkdir()
    # A real hash takes a third of a second on purpose; tests make many users.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    get_hashers.cache_clear()
    settings.STORAGES["default"]["OPTIONS"]["location"] = home / "files"
    return home


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    home_of_this_session: Path, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    database: dict[str, Any] = settings.DATABASES["default"]
    if not is_postgres():
        database["TEST"]["NAME"] = str(home_of_this_session / "test.sqlite3")
        options = database["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")


@pytest.fixture(autouse=True)
def seeds(request: pytest.FixtureRequest) -> None:
    """What migrations plant is there in every test: one that really commits leaves all tables empty behind it."""
    if not (request.node.get_closest_marker("django_db") or ASKING & set(request.fixturenames)):
        return  # and no database is made for a test that needs none
    request.getfixturevalue("_django_db_helper")
    if not apps.get_model("accounts", "Role").objects.exists():
        for name in SEEDS:
            import_module(name).seed(apps, None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What exists on one engine alone is the other run's; `make test` gives each engine a run of its own."""
    others = "sqlite" if is_postgres() else "postgres"
    theirs = [item for item in items if item.get_closest_marker(others)]
    if theirs:
        config.hook.pytest_deselected(items=theirs)
        items[:] = [item for item in items if not item.get_closest_marker(others)]
