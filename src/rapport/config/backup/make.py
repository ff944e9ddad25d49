"""Making a backup: first the words, then the keys, so that the keys are never older than the words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

import rapport
from rapport.config.backup import archive, keyfile, queries, services
from rapport.config.backup.engines import LEFT_OUT, engine
from rapport.events import queries as events
from rapport.vault import queries as vault

Say = Callable[[str], object]
WORDS: Final = "rapport-words"
KEYS: Final = "rapport-keys"
ENDING: Final = ".tar.zst"


@dataclass(frozen=True, slots=True)
class Made:
    words: Path
    keys: Path
    replaced: tuple[Path, ...]
    subject_keys: int
    files: int


def back_up(folder: Path, keys_folder: Path | None = None, say: Say = lambda line: None) -> Made:
    """Write the words and, apart from them, the keys; of the keys only this newest file stays in its folder."""
    at = timezone.now()
    stamp = f"{at:%Y%m%d-%H%M%S-%f}"  # sorts by time, and two in one second do not meet
    words = folder / f"{WORDS}-{stamp}{ENDING}"
    keys = (keys_folder or folder) / f"{KEYS}-{stamp}{ENDING}"
    Path(settings.HOME).mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.HOME) as name:
        workshop = Path(name)
        files = _write_words(words, workshop, at, say)
        say("Copying the keys…")
        count = _write_keys(keys, workshop, timezone.now())
    replaced = _keep_only(keys)
    services.remember(at, words, keys, {"files": files, "keys_count": count})
    return Made(words, keys, replaced, count, files)


def _write_words(path: Path, workshop: Path, at: datetime, say: Say) -> int:
    about = {
        **_about("words", at),
        "engine": connection.vendor,
        "migrations": queries.migrations(),
        "head": events.verify().head.hex(),
    }
    with archive.write(path, about) as into:
        say("Copying the database…")
        into.rows.update(engine().copy(into, workshop, LEFT_OUT))
        # Files are written before their rows: whatever the copied rows name is on disk by now.
        files = queries.sealed_files()
        say(f"Copying {len(files)} sealed files…")
        taken = 0
        for file in files:
            if file.exists():
                into.add(f"files/{file.parent.name}/{file.name}", file)
                taken += 1
    return taken


def _write_keys(path: Path, workshop: Path, at: datetime) -> int:
    listed = workshop / keyfile.NAME
    count, rings = keyfile.write(listed, vault.every_key())
    erased = workshop / keyfile.ERASED
    keyfile.write_erased(erased, vault.erased())
    with archive.write(path, {**_about("keys", at), "rings": sorted(rings), "count": count}) as into:
        into.add(keyfile.NAME, listed)
        into.add(keyfile.ERASED, erased)
    return count


def _about(kind: str, at: datetime) -> dict[str, Any]:
    return {
        "kind": kind,
        "version": rapport.__version__,
        "installation": queries.installation(),
        "made_at": at.isoformat(),
    }


def _keep_only(newest: Path) -> tuple[Path, ...]:
    """Overwrite and remove older files of keys beside this one: a destroyed key must not survive in them."""
    older = [path for path in newest.parent.glob(f"{KEYS}-*{ENDING}") if path != newest]
    for path in older:
        with path.open("r+b") as file:
            shutil.copyfileobj(_Zeros(path.stat().st_size), file)
        path.unlink()
    return tuple(older)


class _Zeros:
    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        piece = bytes(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece
