"""One timeline line as rows: the set-wise twin of `timeline.services.record`, which a test compares it with."""

from __future__ import annotations

from rapport.demo.services.sheet import Sheet
from rapport.lib import words
from rapport.lib.actor import Actor
from rapport.search import services as search
from rapport.search.domain import Doc
from rapport.timeline.models import About, Interaction, Participant
from rapport.timeline.services.record import TABLE, Entry, preview_of
from rapport.vault import domain as subjects
from rapport.vault.domain import NewItem


class Writer:
    """Collects the rows of lines and what they are found by, and writes them at once."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.docs: list[Doc] = []

    def put(self, item: NewItem, actor: Actor, entry: Entry, *, is_pinned: bool = False) -> Interaction:
        text = entry.text or entry.body
        row = Interaction(
            pk=self.sheet.id(Interaction),
            kind=entry.kind,
            direction=entry.direction,
            occurred_at=entry.occurred_at,
            recorded_at=entry.occurred_at,
            job_id=entry.job_id,
            application_id=entry.application_id,
            audience_id=entry.audience_id,
            actor_kind=str(actor.kind),
            actor_id=actor.id,
            logged_by_id=entry.logged_by_id,
            is_logged=entry.is_logged,
            is_system=entry.is_system,
            parent_id=entry.parent_id,
            seal_id=item.seal_id,
            subject=_sealed(item, "subject", entry.subject),
            preview=_sealed(item, "preview", preview_of(text)),
            body=_sealed(item, "body", entry.body),
            is_rich=entry.is_rich,
            code=entry.code,
            params=dict(entry.params),
            duration_s=entry.duration_s,
            outcome=entry.outcome,
            status=entry.status,
            is_demo=entry.is_demo,
        )
        self.sheet.put(row)
        for id in entry.person_ids:
            self.sheet.put(
                About(
                    interaction=row,
                    person_id=id,
                    occurred_at=entry.occurred_at,
                    job_id=entry.job_id,
                    kind=entry.kind,
                    audience_id=entry.audience_id,
                    is_top=entry.parent_id is None,
                    is_pinned=is_pinned,
                    wrapped_key=item.wraps[subjects.person(id)],
                )
            )
        for part in entry.parts:
            address = item.seal("timeline_participant", "address", part.address) if part.address else b""
            self.sheet.put(
                Participant(
                    interaction=row, part=part.part, user_id=part.user_id, person_id=part.person_id, address=address
                )
            )
        found = words.tokens(f"{entry.subject}\n{text}")
        if found:
            self.docs += [
                Doc("item", row.pk, entry.occurred_at, found, id, entry.audience_id) for id in entry.person_ids
            ]
        return row

    def write(self) -> None:
        self.sheet.write(Interaction, About, Participant)
        search.put(self.docs)
        self.docs.clear()


def _sealed(item: NewItem, column: str, text: str) -> bytes:
    return item.seal(TABLE, column, text) if text else b""
