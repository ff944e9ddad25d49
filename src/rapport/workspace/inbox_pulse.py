"""Whether an inbox should look again: yes only when the figures or the top of the list changed for this reader.

The version of the topic answers most polls with one query. It rises for everybody's conversations, so it never leaves
in the clear and never alone brings a refresh; once a minute the figures are read anyway, because a snooze that is over
and an hour that has struck change them without anybody's doing.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from rapport.accounts.queries import Viewer
from rapport.events import queries as events
from rapport.messaging.services.conversations import TOPIC
from rapport.workspace.queries import inbox


def token(viewer: Viewer, view: str) -> str:
    """Where a page stands that is read now."""
    return f"{_blind(viewer)}.{_fingerprint(viewer, view, inbox.counts(viewer))}"


def answer(viewer: Viewer, view: str, v: str) -> dict[str, Any] | None:
    """What to refresh since `v`; None for nothing."""
    blind, _, before = v.partition(".")
    now = _blind(viewer)
    if blind == now:
        return None
    counts = inbox.counts(viewer)
    print_now = _fingerprint(viewer, view, counts)
    fresh = {"v": f"{now}.{print_now}", "changed": [], "counts": {}}
    if before != print_now:
        fresh |= {"changed": ["inbox"], "counts": {f"inbox-{name}": told(count) for name, count in counts.items()}}
    return fresh


def told(count: tuple[int, bool]) -> str:
    """A figure as it stands in a chip: "" for none."""
    return f"{count[0]}+" if count[1] else str(count[0] or "")


def _blind(viewer: Viewer) -> str:
    seen = events.versions([TOPIC, f"user:{viewer.user_id}"])
    minute = timezone.now().replace(second=0, microsecond=0)
    return salted_hmac("inbox", f"{viewer.user_id} {sorted(seen.items())} {minute.isoformat()}").hexdigest()[:16]


def _fingerprint(viewer: Viewer, view: str, counts: dict[str, tuple[int, bool]]) -> str:
    top = inbox.top(viewer, view)
    return salted_hmac("inbox", f"{sorted(counts.items())} {top}").hexdigest()[:16]
