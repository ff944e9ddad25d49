"""Items made findable again, from their opened words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapport.timeline import rich
from rapport.timeline.models import About, Interaction
from rapport.timeline.services.record import TABLE, index
from rapport.vault import domain as subjects
from rapport.vault import queries as vault


def reindex(interaction_ids: Iterable[int]) -> None:
    """Index these items by their words once more; removed and erased ones are left out."""
    rows = list(
        About.objects.filter(interaction_id__in=list(interaction_ids), is_removed=False)
        .select_related("interaction")
        .order_by("pk")
    )
    by_item: dict[int, list[About]] = defaultdict(list)
    for row in rows:
        by_item[row.interaction_id].append(row)
    seals = vault.open_items(
        (bytes(row.interaction.seal_id), subjects.person(row.person_id), bytes(row.wrapped_key)) for row in rows
    )
    lines: Sequence[Interaction] = [some[0].interaction for some in by_item.values()]
    for line in lines:
        seal = seals.get(bytes(line.seal_id))
        if seal is None or line.removed_at is not None:
            continue
        subject, body = seal.text(TABLE, "subject", line.subject), seal.text(TABLE, "body", line.body)
        text = rich.plain(body) if line.is_rich else body
        index(line, [row.person_id for row in by_item[line.pk]], f"{subject}\n{text}")
