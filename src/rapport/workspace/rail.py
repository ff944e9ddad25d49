"""Whether a page should look again, for topics that belong to no single person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.crypto import salted_hmac

from rapport.accounts.queries import Viewer
from rapport.events import queries as events
from rapport.messaging import queries as messaging
from rapport.tasks import queries as tasks
from rapport.workspace.queries.my_day import waiting_count

# A topic, and the right one needs to hear of it; what is about one reader alone needs none.
NEEDS = {
    "user": "",
    "people": "people:read",
    "jobs": "jobs:read",
    "tasks": "tasks:read_all",
    "triage": "messaging:triage",
    "sandbox": "sandbox:use",
}


def news(viewer: Viewer, wanted: Iterable[str], v: str) -> dict[str, Any] | None:
    """What changed among these topics since `v`; None for nothing. A page that has no `v` yet is given one."""
    topics = sorted({name.partition(":")[0] for name in wanted} & NEEDS.keys())
    versions = events.versions(f"user:{viewer.user_id}" if name == "user" else name for name in topics)
    marks = {name: _mark(viewer, name, versions) for name in topics}
    now = ".".join(f"{name}-{mark}" for name, mark in marks.items())
    if v == now:
        return None
    # Rights are read only when something changed: most polls cost one query.
    heard = [name for name in topics if not NEEDS[name] or viewer.can(NEEDS[name])]
    before = dict(part.split("-", 1) for part in v.split(".") if "-" in part)
    changed = [name for name in heard if v and before.get(name) != marks[name]]
    return {"v": now, "changed": changed, "counts": _counts(viewer) if changed else {}}


def _mark(viewer: Viewer, name: str, versions: dict[str, int]) -> str:
    """A version nobody can count with: the plain number would tell how much happens out of sight."""
    key = f"user:{viewer.user_id}" if name == "user" else name
    return salted_hmac("rail", f"{key}={versions[key]}").hexdigest()[:10]


def _counts(viewer: Viewer) -> dict[str, int]:
    found = {"tasks": tasks.pressing_count(viewer), "home": waiting_count(viewer)}
    if viewer.can("messaging:triage"):
        found["triage"] = messaging.triage_count()
    return found
