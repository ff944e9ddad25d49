"""Reading the environment, loudly: a value that makes no sense stops the start with a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class BadSetting(SystemExit):
    """A setting is missing or nonsense; the message says which and what it should be."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file named by NAME_FILE (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE: cannot read {path}: {error.strerror}.") from error
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.lstrip("-").isdigit():
        raise BadSetting(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def address(name: str) -> str:
    """A mail address, or nothing."""
    value = text(name)
    local, at, domain = value.rpartition("@")
    if value and (not local or not at or "." not in domain or any(c.isspace() or c in "<>,;" for c in value)):
        raise BadSetting(f"{name} must be one mail address such as audit@example.org.")
    return value


class SmtpServer(NamedTuple):
    """Where mail leaves: `smtp://`, `smtp+starttls://` or `smtps://user:password@host:port`."""

    host: str
    port: int
    user: str
    password: str
    security: str  # "none", "starttls", "tls"


def smtp_server(name: str) -> SmtpServer | None:
    """The SMTP server of NAME, or None when it is empty (mail then stays in the Sandbox)."""
    value = text(name)
    if not value:
        return None
    parts = urlsplit(value)
    kinds = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in kinds or not parts.hostname:
        raise BadSetting(f"{name} must look like smtp+starttls://user:password@mail.example.org:587.")
    security, port = kinds[parts.scheme]
    return SmtpServer(
        parts.hostname, parts.port or port, unquote(parts.username or ""), unquote(parts.password or ""), security
    )


def database(name: str, default_file: Path) -> dict[str, object]:
    """Django's settings for `postgresql://user:password@host:port/name`, or SQLite in `default_file`.

    SQLite runs in WAL with immediate transactions: with the default, nearly every concurrent
    read-then-write fails as "database is locked".
    """
    value = text(name)
    if not value or value.startswith("sqlite:"):
        file = value.removeprefix("sqlite:").removeprefix("//") or str(default_file)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
                ),
            },
            "TEST": {"NAME": None, "OPTIONS": {}},
        }
    parts = urlsplit(value)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting(f"{name} must look like postgresql://user:password@host:5432/rapport.")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or query.get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
