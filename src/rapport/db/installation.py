"""Whether this is the living installation: a mark in the database, and its echo on this machine.

A restored or copied database carries a mark that no machine echoes, so nothing leaves it until an administrator says
that it lives here now (`rapport live here`). Several machines share a mark through RAPPORT_INSTALLATION.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connections, router

from rapport.db.models import Installation

_ONLY: Final = 1
_ELSEWHERE: Final = "not here"


def may_send() -> bool:
    """Whether mail and the like may leave; a database that was never marked has never been copied."""
    mark = _mark()
    if mark is None:
        return True
    given = _given()
    return given == mark if given else _heard() == _echo(mark)


def may_be_held() -> bool:
    """Whether the question is worth asking: the first start leaves an echo, of whatever kind."""
    return bool(_given()) or _file().exists()


def begin() -> None:
    """Mark a database that never was, as living here; on a machine that a marked one is strange to, remember that."""
    row, is_new = Installation._default_manager.get_or_create(pk=_ONLY, defaults={"mark": _given() or _new()})
    if is_new:
        _write(_echo(row.mark))
    elif not _file().exists():
        _write(_ELSEWHERE)


def live_here() -> str:
    """Make this the living installation; what was copied from it before stops sending. Returns the new mark."""
    mark = detach()
    _write(_echo(mark))
    return mark


def detach() -> str:
    """Give the database a mark that nobody echoes, so that nothing leaves it; returns the mark."""
    mark = _new()
    Installation._default_manager.update_or_create(pk=_ONLY, defaults={"mark": mark})
    if not _file().exists():
        _write(_ELSEWHERE)
    return mark


def mark() -> str:
    """The mark that other machines of this installation are given; empty before the first start."""
    return _mark() or ""


def _mark() -> str | None:
    return Installation._default_manager.filter(pk=_ONLY).values_list("mark", flat=True).first()


def _given() -> str:
    return os.environ.get("RAPPORT_INSTALLATION", "").strip()


def _new() -> str:
    return secrets.token_hex(16)


def _file() -> Path:
    return Path(settings.HOME) / "installation"


def _heard() -> str:
    try:
        return _file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _echo(mark: str) -> str:
    """The mark bound to this place, so that a copied home folder or a second database does not pass for the first."""
    database = connections[router.db_for_write(Installation)].settings_dict
    place = "\n".join([mark, str(Path(settings.HOME).resolve()), str(database["ENGINE"]), str(database["NAME"])])
    return hashlib.sha256(place.encode()).hexdigest()


def _write(text: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=_file().parent, prefix=".installation-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text + "\n")
    os.replace(temporary, _file())
