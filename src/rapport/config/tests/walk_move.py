"""One station of a move between engines, in a process of its own: `test_move.py` calls them one after the other."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from rapport.accounts.models import User
from rapport.demo.services import make
from rapport.events import queries as events
from rapport.people.models import Person
from rapport.people.tests.make import person
from rapport.search import queries as search
from rapport.search.domain import EVERYTHING, Query

# Made or gone by what a move does itself: its own fact, its marks, who was signed in, what is being cached.
_MOVED = {"Event", "EventSeal", "Reaction", "Session", "UserSession", "Tick", "Setting"}


def start(folder: Path) -> None:
    call_command("prepare", verbosity=0)
    make(lambda line: None, now=datetime(2026, 11, 19, 16, 42, tzinfo=UTC), people_count=20)
    call_command("backup", str(folder))


def arrive(folder: Path, words: str, keys: str) -> None:
    call_command("restore", words, keys)
    call_command("prepare", verbosity=0)
    call_command("backup", str(folder))


def told() -> dict[str, Any]:
    """What must be the same on either engine."""
    diana = Person.objects.get(full_name="Diana Allen")
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="isabel@halden.example"))
    page = client.get(f"/people/{diana.pk}/")
    with transaction.atomic():  # ids go on behind the carried rows
        person("Zara Novak", "zara@example.org")
        transaction.set_rollback(True)
    return {
        "rows": {m.__name__: m._base_manager.count() for m in apps.get_models() if m.__name__ not in _MOVED},
        "page": page.status_code,
        "has_words": "panel interview" in page.content.decode(),
        "found": len(search.find(Query("reciprocity"), EVERYTHING).hits),
        "is_whole": events.verify().is_whole,
        "dates": [one.isoformat() for one in Person.objects.order_by("pk").values_list("created_at", flat=True)[:5]],
    }


def tell() -> None:
    sys.stdout.write(json.dumps(told()))
