"""Restoring: any file of words with the newest file of keys, and whoever was erased since is erased again.

Everything is checked before anything is touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from rapport.config.backup import archive, keyfile, queries, services
from rapport.config.backup.engines import carry, engine
from rapport.db import installation
from rapport.events import queries as events
from rapport.lib.errors import Conflict, Invalid
from rapport.people import services as people
from rapport.search import services as search
from rapport.vault import keyring
from rapport.vault import services as vault

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Restored:
    made_at: datetime
    subject_keys: int
    files: int
    held: int
    staff_mails: int
    erased: tuple[int, ...]
    shredded: tuple[int, ...]
    chain: events.Report
    aside: Path | None


def restore(words: Path, keys: Path, *, force: bool = False, say: Say = lambda line: None) -> Restored:
    """Make this installation what the words say, readable as far as the keys go; nothing leaves it by itself."""
    about_words, about_keys = archive.about(words), archive.about(keys)
    _check(about_words, about_keys, force)
    if not force and not queries.is_empty():
        raise Conflict("There is work in this database already. With --force it is replaced by the backup.")
    if not engine().is_free():
        raise Conflict("Somebody still has the database open. Stop Rapport first, then restore.")
    home = Path(settings.HOME)
    aside = home / f"before-restore-{timezone.now():%Y%m%dT%H%M%S}"
    with tempfile.TemporaryDirectory(prefix="restore-", dir=home) as name:
        unpacked = Path(name)
        say("Checking both files…")
        expected = archive.unpack(words, unpacked / "words")
        archive.unpack(keys, unpacked / "keys")
        # Somebody may have been erased here after the newest keys were written.
        erased = {*queries.erased_here(), *keyfile.read_erased(unpacked / "keys" / keyfile.ERASED)}
        say("Filling the database…")
        if not _fill(unpacked / "words", about_words, aside, expected):
            raise Conflict("The database does not hold as many rows as the backup says. Do not work with this copy.")
        files = _put_files(unpacked / "words" / "files", aside)
        say("Bringing the database up to date…")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if about_words["engine"] != connection.vendor:
            search.rebuild()
        count = vault.put_back(keyfile.read(unpacked / "keys" / keyfile.NAME))
    vault.remember_erased(sorted(erased))
    engine().go_on_behind(services.PEOPLE, queries.last_person_known())
    say("Erasing again who was erased since…")
    erased_again = people.erase_again([ref for kind, ref, _ in erased if kind == "person"])
    people.scrub()
    say("Holding what would leave, and checking the chain of facts…")
    installation.detach()
    services.sign_everybody_out()
    # Older keys, used by force, prove nothing about who was erased.
    keys_are_newest = about_keys["made_at"] >= about_words["made_at"]
    head = bytes.fromhex(about_words["head"])
    chain = events.verify(head if any(head) else None)
    return Restored(
        made_at=datetime.fromisoformat(about_words["made_at"]),
        subject_keys=count,
        files=files,
        erased=tuple(erased_again),
        held=services.hold_what_would_leave(),
        staff_mails=services.hold_staff_mail(),
        shredded=services.hide_the_shredded() if keys_are_newest else (),
        chain=chain,
        aside=aside if aside.exists() else None,
    )


def _fill(unpacked: Path, about: dict[str, Any], aside: Path, expected: dict[str, int]) -> bool:
    """Whether all rows are here; a copy of the other engine is carried row by row."""
    if about["engine"] == connection.vendor:
        return engine().fill(unpacked, about, aside) == expected
    return carry.check(carry.fill(unpacked, about, aside), expected)


def _check(words: dict[str, Any], keys: dict[str, Any], force: bool) -> None:
    if (words["kind"], keys["kind"]) != ("words", "keys"):
        raise Invalid("The first file must be the words and the second the keys.")
    if words["installation"] != keys["installation"]:
        raise Invalid("These two files come from different installations.")
    _check_ring(words, keys)
    newer = {(app, name) for app, name in words["migrations"]} - _known()
    if newer:
        raise Invalid("These words were written by a newer version of Rapport. Update the program first.")
    if keys["made_at"] < words["made_at"] and not force:
        raise Invalid(
            f"The keys (of {keys['made_at']}) are older than the words (of {words['made_at']}). Use the newest file "
            "of keys: older ones cannot open what was written since. --force overrides."
        )


def _check_ring(words: dict[str, Any], keys: dict[str, Any]) -> None:
    place = keyring.ring_file() if keyring.is_writable() else "RAPPORT_KEYRING"
    if keyring.is_writable() and not keyring.ring_file().exists():
        raise Invalid(
            f"The key ring is not here. Put your copy of it at {keyring.ring_file()} first; no backup holds it."
        )
    if words["installation"] != queries.installation():
        raise Invalid(
            f"The key ring here ({place}) is not the one this backup was made with. Put your copy there first."
        )
    lost = set(keys["rings"]) - set(keyring.load().keys)
    if lost:
        raise Invalid(f"The key ring here ({place}) is too old or too new: it lacks {', '.join(sorted(lost))}.")


def _known() -> set[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return set(loader.disk_migrations)


def _put_files(source: Path, aside: Path) -> int:
    """Put the sealed files in place; those that stood there are set aside."""
    root = Path(settings.FILES_ROOT)
    if root.exists() and any(root.iterdir()):
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(root, aside / "files")
    if not source.exists():
        return 0
    root.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if root.exists():
        root.rmdir()
    shutil.move(source, root)
    return sum(1 for path in root.rglob("*") if path.is_file())
