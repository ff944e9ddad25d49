"""One text to many: its words, and how many of its mails stand where."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from rapport.accounts.queries import Viewer
from rapport.lib.errors import NotFound
from rapport.messaging.models import Batch, Delivery
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.vault import queries as vault

WAITING = ("queued", "claimed", "submitting", "deferred")
NOT_SENT = ("recalled", "suppressed", "expired")


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of those chosen stand where; together they are everybody who was chosen."""

    chosen: int
    waiting: int
    accepted: int
    failed: int
    held: int
    uncertain: int
    not_sent: int
    left_out: int
    to_come: int  # not queued yet, because queueing was interrupted or stopped

    @property
    def is_moving(self) -> bool:
        return bool(self.waiting)


@dataclass(frozen=True, slots=True)
class LeftOut:
    person: Person
    reasons: list[str]


def get(viewer: Viewer, batch_id: int) -> Batch:
    """A batch of the reader's own."""
    found = Batch.objects.filter(pk=batch_id, author_id=viewer.user_id).select_related("job").first()
    if found is None:
        raise NotFound("There is no such batch here.")
    return found


def words(batch: Batch) -> dict[str, str]:
    """Subject and HTML with their fields unfilled."""
    item = vault.open_by_id([bytes(batch.seal_id)]).get(bytes(batch.seal_id))
    found: dict[str, str] = json.loads(item.text("messaging_batch", "words", batch.words) or "{}") if item else {}
    return found


def figures(batch: Batch) -> Figures:
    rows = Delivery.objects.filter(message__batch=batch, part="to").values_list("state", flat=True)
    states = Counter(rows)
    known = sum(states.values())
    return Figures(
        chosen=len(batch.person_ids),
        waiting=sum(states[state] for state in WAITING),
        accepted=states["sent"],
        failed=states["failed"],
        held=states["held"],
        uncertain=states["uncertain"],
        not_sent=sum(states[state] for state in NOT_SENT),
        left_out=len(batch.excluded),
        to_come=len(batch.person_ids) - known - len(batch.excluded),
    )


def left_out(viewer: Viewer, batch: Batch) -> list[LeftOut]:
    """Who got nothing and why, as far as the reader may see them."""
    ids = [int(id) for id in batch.excluded]
    seen = people.by_ids(people.visible_ids(viewer, ids))
    return [LeftOut(seen[id], batch.excluded[str(id)]) for id in ids if id in seen]
