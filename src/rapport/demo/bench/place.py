"""Where a set finds what was filled: the scale, its people, and clients signed in as them."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.test import Client

from rapport.demo import queries
from rapport.demo.scale import Scale


def _file() -> Path:
    return Path(settings.HOME) / "scale.json"


def keep(scale: Scale) -> None:
    _file().write_text(json.dumps(asdict(scale)))


def kept() -> Scale:
    """The scale as it was filled; JSON knows no numbers as keys."""
    given = json.loads(_file().read_text())
    measured = {int(size): id for size, id in given.pop("measured").items()}
    samples = {int(id): tuple(texts) for id, texts in given.pop("samples").items()}
    return Scale(**given, measured=measured, samples=samples)


def client(user_id: int) -> Client:
    made = Client()
    made.force_login(queries.member(user_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    return made
