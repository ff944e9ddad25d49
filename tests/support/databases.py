"""The database under test: SQLite in a file of this session, or the PostgreSQL that DATABASE_URL names.

A file, not memory: threads and the live server then open connections of their own, as in real life.
"""

from __future__ import annotations

import os
import re
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import get_hashers

from tests.support import homes

SEEDS = {  # in order: the migration that plants, and its function
    "rapport.accounts.migrations.0002_seed_roles": "seed",
    "rapport.accounts.migrations.0003_administer": "give",
    "rapport.jobs.migrations.0003_seed_reasons": "seed",
}

ASKING = {"db", "transactional_db", "live_server"}


def is_postgres() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


def url_of(name: str) -> str:
    """The address of another database on the PostgreSQL under test."""
    return re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)


def template_name() -> str:
    return f"template_{urlsplit(os.environ['DATABASE_URL']).path.strip('/')}"


def maintenance() -> psycopg.Connection[Any]:
    """A connection from which databases are made and dropped; the one that DATABASE_URL names need not exist."""
    return psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True)


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
def template(shared: Path) -> str:
    """The name of an empty PostgreSQL database, migrated once, of which each test process takes copies."""
    name = template_name()

    def make(home: Path) -> None:
        with maintenance() as link:
            link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            link.execute(f"CREATE DATABASE {name}")
        homes.rapport("migrate", home, url_of(name))

    homes.once(shared / "template-home", make)
    return name


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that started all others leaves last and takes the template away."""
    if is_postgres() and not hasattr(session.config, "workerinput"):
        with maintenance() as link:
            link.execute(f"DROP DATABASE IF EXISTS {template_name()} WITH (FORCE)")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """On SQLite the database is there when Django comes to make it: a copy of the migrated one."""
    return django_db_keepdb or not is_postgres()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, home_of_this_session: Path, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    database: dict[str, Any] = settings.DATABASES["default"]
    if is_postgres():
        database.setdefault("TEST", {})["TEMPLATE"] = request.getfixturevalue("template")
        return
    file = home_of_this_session / "test.sqlite3"
    shutil.copy(request.getfixturevalue("migrated") / "rapport.sqlite3", file)
    database["TEST"]["NAME"] = str(file)
    options = database["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")


@pytest.fixture(autouse=True)
def seeds(request: pytest.FixtureRequest) -> None:
    """What migrations plant is there in every test: one that really commits leaves all tables empty behind it."""
    if not (request.node.get_closest_marker("django_db") or ASKING & set(request.fixturenames)):
        return  # and no database is made for a test that needs none
    request.getfixturevalue("_django_db_helper")
    import_module("rapport.events.services").forget_readings()  # each test's rows have the numbers of the last one's
    if not apps.get_model("accounts", "Role").objects.exists():
        for name, function in SEEDS.items():
            getattr(import_module(name), function)(apps, None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What exists on one engine alone is the other run's; `make test` gives each engine a run of its own."""
    others = "sqlite" if is_postgres() else "postgres"
    theirs = [item for item in items if item.get_closest_marker(others)]
    if theirs:
        config.hook.pytest_deselected(items=theirs)
        items[:] = [item for item in items if not item.get_closest_marker(others)]
