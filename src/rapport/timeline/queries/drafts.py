"""What a reader has begun to write down about a person and not saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from rapport.accounts.queries import Viewer
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.timeline.models import Draft
from rapport.vault import queries as vault

TABLE = "timeline_draft"


@dataclass(frozen=True, slots=True)
class Kept:
    """The fields of a form as they were typed, each with all its values."""

    fields: dict[str, list[str]]
    saved_at: datetime

    def one(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])


def draft_of(viewer: Viewer, person: Person, kind: str) -> Kept | None:
    """The viewer's own unsaved words of this kind about a person, the newest of a merged group."""
    mine = Draft.objects.filter(author_id=viewer.user_id, person_id__in=people.ids_of(person), kind=kind)
    draft = mine.order_by("-saved_at").first()
    if draft is None:
        return None
    item = vault.open_by_id([bytes(draft.seal_id)]).get(bytes(draft.seal_id))
    return Kept(json.loads(item.text(TABLE, "words", draft.words)), draft.saved_at) if item else None
