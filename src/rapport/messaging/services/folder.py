"""Mail from a pipe or a folder: kept first, and only then moved aside."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from rapport.channels.email import addresses
from rapport.messaging.services.inbound import keep_raw

log = logging.getLogger(__name__)

AT_ONCE = 200
SETTLED_AFTER = 2.0  # seconds that a file of a plain folder was not written to
LARGEST = 25 * 1024 * 1024


@dataclass(slots=True)
class Taken:
    kept: int = 0
    left: list[str] = field(default_factory=list)


def take(raw: bytes, *, sender: str | None, recipients: Sequence[str], source: str, source_key: str = "") -> int:
    """Keep a mail as a local program hands it over; the line it may begin with names the envelope's sender."""
    if raw.startswith(b"From "):
        line, _, raw = raw.partition(b"\n")
        words = line.split()
        sender = sender if sender is not None or len(words) < 2 else words[1].decode("ascii", "replace")
    found = addresses.read(sender)[:1] if sender else ()
    return keep_raw(
        raw,
        envelope_from=found[0].address if found else "",
        recipients=recipients,
        source=source,
        source_key=source_key,
    )


def take_in(folder: Path) -> Taken:
    """Keep every mail of a Maildir's `new` (moved to `cur`) or of a plain folder (moved to `kept` within)."""
    taken = Taken()
    is_maildir = (folder / "new").is_dir() and (folder / "cur").is_dir()
    aside = folder / "cur" if is_maildir else folder / "kept"
    for path in _waiting(folder / "new" if is_maildir else folder, is_settled=is_maildir):
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError("larger than 25 MB")
            # By its name as well: two mails may say the same, and the same file may be met twice.
            take(path.read_bytes(), sender=None, recipients=(), source=f"folder:{folder.name}", source_key=path.name)
            aside.mkdir(exist_ok=True)
            os.replace(path, aside / (f"{path.name}:2,S" if is_maildir and ":2," not in path.name else path.name))
        except (OSError, DatabaseError, ValueError) as error:
            # One mail harms itself alone: it stays where it is, and is named.
            log.warning("A mail of the folder stays where it is: %s.", type(error).__name__)
            taken.left.append(path.name)
        else:
            taken.kept += 1
    return taken


def look_into_folder() -> int:
    """The worker's look into the folder of the settings; returns how many mails were kept."""
    if not settings.MAIL_FOLDER:
        return 0
    folder = Path(settings.MAIL_FOLDER)
    return take_in(folder).kept if folder.is_dir() else 0


def _waiting(folder: Path, *, is_settled: bool) -> Iterator[Path]:
    """The oldest files first; in a plain folder only what nobody writes to any more."""
    before = time.time() - SETTLED_AFTER
    found = []
    for entry in os.scandir(folder):
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
            changed = entry.stat(follow_symlinks=False).st_mtime
            if is_settled or changed < before:
                found.append((changed, entry.path))
    for _changed, path in sorted(found)[:AT_ONCE]:
        yield Path(path)
