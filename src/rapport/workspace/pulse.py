"""Whether a candidate page should look again: yes only when something changed that this viewer may see.

The token is salt, keyed hash of the version numbers, and fingerprint of what stands on top of the timeline. The
version numbers answer most polls with one query; they rise for everybody's changes, so they never leave in the clear
and never alone bring a refresh: that would tell of items the viewer may not see.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from rapport.accounts.queries import Viewer
from rapport.messaging.queries import drafts
from rapport.timeline import queries as timeline


def token(versions: Mapping[int, int], fingerprint: str, writing: str = "") -> str:
    """Where a page stands that was read after these version numbers; `writing` tells of the drafts it
    shows: none at first, for they are fetched after the page."""
    salt = secrets.token_hex(4)
    return f"{salt}.{_blind(salt, versions)}.{fingerprint}.{writing}"


def answer(viewer: Viewer, seen: Mapping[int, int], v: str) -> dict[str, Any] | None:
    """What to refresh since `v`, or None; `seen` are the version numbers of these people now."""
    salt, _, rest = v.partition(".")
    blind, _, before = rest.partition(".")
    if blind and constant_time_compare(blind, _blind(salt, seen)):
        return None
    top, writing = timeline.top(viewer, list(seen)), drafts.fingerprint(viewer, list(seen))
    shown, _, written = before.partition(".")
    changed = ["timeline"] * (shown != top.fingerprint) + ["drafts"] * (written != writing)
    if not changed:
        return None
    tabs = {f"tab-{name}": count for name, count in top.counts.told.items()}
    return {"v": token(seen, top.fingerprint, writing), "changed": changed, "counts": tabs}


def _blind(salt: str, versions: Mapping[int, int]) -> str:
    return salted_hmac("pulse", f"{salt}{sorted(versions.items())}").hexdigest()[:16]
