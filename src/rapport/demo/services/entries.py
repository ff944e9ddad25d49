"""Timeline lines by the thousand: the rows of `timeline.services.record`, numbered beforehand and written at once."""

from __future__ import annotations

from rapport.demo.services.sheet import Sheet
from rapport.lib.actor import Actor
from rapport.search import services as search
from rapport.search.domain import Doc
from rapport.timeline.models import About, Interaction, Participant
from rapport.timeline.services.record import Entry, abouts_of, docs_of, line_of, participants_of, words_of
from rapport.vault.domain import NewItem


class Writer:
    """Collects the rows of lines and what they are found by, and writes them at once."""

    def __init__(self) -> None:
        self.sheet = Sheet()
        self.docs: list[Doc] = []

    def put(self, item: NewItem, actor: Actor, entry: Entry, *, is_pinned: bool = False) -> Interaction:
        row = line_of(actor, entry, item)
        row.pk, row.recorded_at = self.sheet.id(Interaction), entry.occurred_at
        self.sheet.put(row)
        for about in abouts_of(row, entry, item, entry.person_ids):
            about.is_pinned = is_pinned
            self.sheet.put(about)
        for part in participants_of(row, entry, item):
            self.sheet.put(part)
        self.docs += docs_of(row, entry.person_ids, words_of(entry))
        return row

    def write(self) -> None:
        self.sheet.write(Interaction, About, Participant)
        search.put(self.docs)
        self.docs.clear()
