"""Whether the first run is still ahead, and the token that lets the first visitor in."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from rapport.accounts.models import User

FILE = "welcome-token"


def is_ahead() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


def token() -> str:
    """The one word that opens the welcome page, made on first use and readable by the owner of this machine alone."""
    path = _path()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    except FileExistsError:
        pass
    return path.read_text().strip()


def fits(given: str) -> bool:
    """Whether this is the token; nothing fits before one was made."""
    path = _path()
    known = path.read_text().strip() if path.exists() else ""
    return bool(known) and secrets.compare_digest(given.encode(), known.encode())


def forget_token() -> None:
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.HOME) / FILE
