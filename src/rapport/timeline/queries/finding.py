"""Finding within one person's history: what the index offers, phrases checked in the opened words, hits marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapport.accounts.queries import Viewer
from rapport.lib import snippets, words
from rapport.lib.snippets import Part, Wanted
from rapport.people import queries as people
from rapport.search import queries as search
from rapport.search.domain import Query, Sight
from rapport.timeline import rich
from rapport.timeline.items import Item
from rapport.timeline.models import About, Attachment
from rapport.timeline.queries.reading import JOINED, TABLE, read

AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that has the words, with the sentence around them; `in_file` when a file of it has them."""

    item: Item
    subject: list[Part]
    snippet: list[Part]
    in_file: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    hits: list[Hit]
    more: bool = False


def find(viewer: Viewer, person_ids: Sequence[int], text: str, *, limit: int = AT_MOST) -> Finding:
    """The newest items of these people that have all the words, as far as the viewer may see them."""
    sight = Sight(viewer.audience_ids, people.own_ids(viewer))
    found = search.find(Query(text, person_ids=person_ids, kinds=("item", "file"), limit=limit + 1), sight)
    files = [hit.ref for hit in found.hits if hit.kind == "file"]
    by_file = dict(Attachment.objects.filter(pk__in=files).values_list("pk", "interaction_id")) if files else {}
    order = [by_file.get(hit.ref, 0) if hit.kind == "file" else hit.ref for hit in found.hits]
    in_file = {id for hit, id in zip(found.hits, order, strict=True) if hit.kind == "file"}
    rows = About.objects.filter(
        interaction_id__in=order, person_id__in=person_ids, audience_id__in=viewer.audience_ids, is_removed=False
    ).select_related(*JOINED)
    reading = read(viewer, sorted(rows, key=lambda row: order.index(row.interaction_id)))
    wanted = Wanted.of(text)
    hits = []
    for item, row in zip(reading.items, reading.rows, strict=True):
        seal = reading.seals.get(bytes(row.interaction.seal_id))
        body = seal.text(TABLE, "body", row.interaction.body) if seal else ""
        plain = rich.plain(body) if row.interaction.is_rich else body
        whole = f"{item.subject}\n{plain}"
        # The index cannot tell in which order words stand; only opened words can.
        if item.id not in in_file and not all(words.contains_phrase(whole, phrase) for phrase in wanted.phrases):
            continue
        hits.append(
            Hit(item, snippets.marked(item.subject, wanted), snippets.snippet(plain, wanted), item.id in in_file)
        )
    return Finding(hits[:limit], more=len(found.hits) > limit)
