"""From rows to items: keys, names and parts read set by set, words opened, names the reader may not know left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import get_language

from rapport.accounts.queries import Viewer
from rapport.jobs.models import Reason, Stage
from rapport.lib.actor import ActorKind
from rapport.people import queries as people
from rapport.timeline.domain import ItemFacts, ReaderFacts, rights
from rapport.timeline.items import Item, Names, Who
from rapport.timeline.models import About, Interaction, Participant
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.vault.domain import OpenItem

TABLE = "timeline_interaction"
JOINED = ("interaction", "interaction__job", "interaction__logged_by", "interaction__audience", "person")


@dataclass(frozen=True, slots=True)
class Reading:
    """Items in the order of their rows, and the open seals for whoever wants more words of them."""

    items: list[Item]
    seals: Mapping[bytes, OpenItem]
    rows: list[About]


def reader_facts(viewer: Viewer) -> ReaderFacts:
    return ReaderFacts(
        viewer.user_id,
        may_log=viewer.can("timeline:log"),
        may_note=viewer.can("timeline:note"),
        may_pin=viewer.can("timeline:pin"),
        may_correct=viewer.can("timeline:correct"),
        may_send=viewer.can("messaging:send"),
    )


def item_facts(interaction: Interaction) -> ItemFacts:
    logger = interaction.logged_by
    return ItemFacts(
        logged_by_id=interaction.logged_by_id,
        logger_is_active=bool(logger and logger.is_active),
        is_system=interaction.is_system,
        is_message=interaction.kind in {"email", "text"} and not interaction.is_logged,
        is_removed=interaction.removed_at is not None,
    )


def read(
    viewer: Viewer, rows: Sequence[About], *, seen_at: datetime | None = None, names: Names | None = None
) -> Reading:
    """The items of these rows, for three queries whatever their number (and one for names of stages and reasons)."""
    once = list({row.interaction_id: row for row in rows}.values())
    seals = vault.open_items(
        (bytes(row.interaction.seal_id), subjects.person(row.person_id), bytes(row.wrapped_key)) for row in once
    )
    parts = _parts(viewer, once, seals)
    known = _names(once, names)
    reader = reader_facts(viewer)
    return Reading([_item(row, seals, parts, known, reader, seen_at) for row in once], seals, once)


def _item(
    row: About,
    seals: Mapping[bytes, OpenItem],
    parts: Mapping[int, list[Who]],
    names: Names,
    reader: ReaderFacts,
    seen_at: datetime | None,
) -> Item:
    line = row.interaction
    seal = seals.get(bytes(line.seal_id))
    mine = tuple(parts.get(line.pk, ()))
    logger = line.logged_by
    actor = next((who.name for who in mine if who.part == "from"), logger.name if logger else "")
    return Item(
        id=line.pk,
        person_id=row.person_id,
        person_name=row.person.call_name or row.person.full_name,
        kind=line.kind,
        direction=line.direction,
        occurred_at=line.occurred_at,
        subject=seal.text(TABLE, "subject", line.subject) if seal else "",
        preview=seal.text(TABLE, "preview", line.preview) if seal else "",
        opens=seal is not None,
        code=line.code,
        params=line.params,
        is_system=line.is_system,
        is_logged=line.is_logged,
        job_id=line.job_id,
        job_title=line.job.title if line.job else "",
        audience_kind=line.audience.kind,
        duration_s=line.duration_s,
        outcome=line.outcome,
        status=line.status,
        file_count=line.file_count,
        comment_count=line.comment_count,
        is_pinned=line.pinned_at is not None,
        is_edited=line.edited_at is not None,
        is_new=bool(seen_at and line.recorded_at > seen_at and not _is_own(line, reader.user_id)),
        waits=line.direction == "in" and line.answered_at is None and line.kind in {"email", "text"},
        is_top=line.parent_id is None,
        parent_id=line.parent_id,
        actor_name=actor,
        logged_by_id=line.logged_by_id,
        logged_by_name=logger.name if logger else "",
        parts=mine,
        rights=rights(item_facts(line), reader),
        names=names,
    )


def _is_own(line: Interaction, user_id: int) -> bool:
    return line.logged_by_id == user_id or acted_by_user(line, user_id)


def _parts(viewer: Viewer, rows: Sequence[About], seals: Mapping[bytes, OpenItem]) -> dict[int, list[Who]]:
    """Who took part in each item; a person the viewer may not see is left out without a trace."""
    seal_ids = {row.interaction_id: bytes(row.interaction.seal_id) for row in rows}
    # Whose timeline this is, the reader sees already; only others have to be asked about.
    here = {row.person_id for row in rows}
    readable = people.is_visible(viewer, f'"{Participant._meta.db_table}"."person_id"')
    found = (
        Participant.objects.filter(interaction_id__in=list(seal_ids))
        .filter(Q(person_id__isnull=True) | Q(person_id__in=here) | Q(readable))
        .order_by("id")
        .values_list("interaction_id", "part", "user_id", "user__name", "person_id", "person__full_name", "address")
    )
    parts: dict[int, list[Who]] = defaultdict(list)
    for id, part, user_id, user_name, person_id, person_name, address in found:
        seal = seals.get(seal_ids[id])
        if user_id:
            parts[id].append(Who(part, user_name, user_id=user_id))
        elif person_id:
            parts[id].append(Who(part, person_name, person_id=person_id))
        elif seal and address:
            parts[id].append(Who(part, seal.text("timeline_participant", "address", address)))
    return parts


def _names(rows: Iterable[About], known: Names | None) -> Names:
    """The names of stages and reasons that the sentences of these rows need."""
    params = [row.interaction.params for row in rows if row.kind == "stage"]
    stages = {id for p in params for id in (p.get("from_stage_id"), p.get("to_stage_id")) if id}
    reasons = {p["reason_id"] for p in params if p.get("reason_id")}
    have = dict(known.stages) if known else {}
    missing = stages - have.keys()
    if missing:
        have |= {s.pk: told(s.name, s.kind) for s in Stage.objects.filter(pk__in=missing)}
    told_reasons = {r.pk: told(r.label) for r in Reason.objects.filter(pk__in=reasons)} if reasons else {}
    return Names(have, told_reasons)


def told(per_language: Mapping[str, str], otherwise: str = "") -> str:
    """A per-language name in the reader's language, else in English, else any."""
    code = (get_language() or "en").split("-")[0]
    return per_language.get(code) or per_language.get("en") or next(iter(per_language.values()), otherwise)


def acted_by_user(interaction: Interaction, user_id: int) -> bool:
    return interaction.actor_kind == ActorKind.USER and interaction.actor_id == user_id
