"""What a database holds and says of itself, for both halves of a backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from rapport.accounts.models import User
from rapport.accounts.queries import setting
from rapport.config.backup.services import LAST
from rapport.vault import keyring
from rapport.vault import queries as vault
from rapport.vault.models import Erasure

OLD_AFTER: Final = timedelta(days=7)
# The same for every backup of one installation, and telling nobody anything.
_INSTALLATION: Final = ("backup", "installation")


def installation() -> str:
    """What tells this installation's backups from another's; it hangs on the key ring."""
    return vault.fingerprint(*_INSTALLATION).hex()


def migrations() -> list[tuple[str, str]]:
    """Every migration this database has gone through."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def is_empty() -> bool:
    """Whether nobody has begun to work here: no tables, or no users."""
    return User._meta.db_table not in connection.introspection.table_names() or not User.objects.exists()


def erased_here() -> list[tuple[str, int, datetime]]:
    """Whom the database that is about to be replaced knows as erased."""
    return vault.erased() if Erasure._meta.db_table in connection.introspection.table_names() else []


def last_person_known() -> int:
    """The highest id that a person has or had: of the living, of the erased, and of those a later copy will hold."""
    known = [ref for kind, ref, _ in vault.erased() if kind == "person"]
    return max([*known, vault.last_ref("person")], default=0)


def sealed_files() -> list[Path]:
    root = Path(settings.FILES_ROOT)
    return sorted(path for path in root.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 32)


@dataclass(frozen=True, slots=True)
class Last:
    """The last backup, as the settings page tells it."""

    at: datetime
    words: str
    keys: str
    bytes: int
    files: int
    keys_count: int

    @property
    def is_old(self) -> bool:
        return timezone.now() - self.at > OLD_AFTER

    @property
    def is_together(self) -> bool:
        """Whether words and keys were left in one place."""
        return Path(self.words).parent == Path(self.keys).parent


def last() -> Last | None:
    """When and where the last backup was made; None before the first."""
    found: dict[str, Any] | None = setting(LAST, None)
    if found is None:
        return None
    return Last(**{**found, "at": datetime.fromisoformat(found["at"])})


@dataclass(frozen=True, slots=True)
class Ring:
    place: str
    keys: int
    is_file: bool


def ring() -> Ring:
    """Where the key ring lives."""
    loaded, is_file = keyring.load(), keyring.is_writable()
    return Ring(str(keyring.ring_file()) if is_file else "RAPPORT_KEYRING", len(loaded.keys), is_file)


def folder() -> str:
    return str(Path(settings.HOME) / "backups")


def wants_a_look() -> int:
    """1 when there is no backup yet or the last is too old; a demo needs none."""
    found = last()
    return int(not settings.DEMO and (found is None or found.is_old))
