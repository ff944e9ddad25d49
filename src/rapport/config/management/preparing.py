"""Everything that must be in place before the house opens. Each step is quick when there is nothing to do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from rapport.db import installation

Say = Callable[[str], object]


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        say(f"Updating the database ({len(waiting)} steps)…")
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if connection.vendor == "sqlite":
        keep_private(Path(str(connection.settings_dict["NAME"])))
    installation.begin()


def keep_private(database: Path) -> None:
    """Let nobody else on the machine read the file; what SQLite lays beside it takes its mode."""
    if database.is_file():
        database.chmod(0o600)


def gather_static(say: Say) -> None:
    """Collect and compress the static files, unless none changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    now = _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    say("Gathering static files…")
    call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.parent.exists())
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)


def fill_demo(say: Say) -> None:
    """Make the demo company in a database that has nobody in it yet."""
    if not get_user_model()._default_manager.exists():
        say("Filling in the demo company (the first time only)…")
        call_command("demo")


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            seen.update(f"{path}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return seen.hexdigest()
