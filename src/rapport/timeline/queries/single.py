"""One item: found for a viewer, and opened with everything there is to read about it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef

from rapport.accounts.queries import Viewer
from rapport.channels.email.files import DISPLAYABLE
from rapport.lib.errors import NotFound
from rapport.people import queries as people
from rapport.timeline import rich
from rapport.timeline.items import Detail, FileLine, Item, VersionLine
from rapport.timeline.models import About, Attachment, Interaction, Mention, Version
from rapport.timeline.queries.reading import JOINED, TABLE, read
from rapport.vault import domain as subjects
from rapport.vault import files as vault_files
from rapport.vault import queries as vault
from rapport.vault.domain import OpenItem


def standing(viewer: Viewer, interaction_id: int, *, even_removed: bool = False) -> list[About]:
    """Where an item stands for this viewer, most rows first shown; `NotFound` when nowhere.

    Only people the viewer may see count, so that nobody reaches an item through somebody hidden from them.
    """
    readable = people.visible_to(viewer).filter(pk=OuterRef("person_id"))
    found = About.objects.filter(interaction_id=interaction_id, audience_id__in=viewer.audience_ids).filter(
        Exists(readable)
    )
    if not even_removed:
        found = found.filter(is_removed=False)
    rows = list(found.select_related(*JOINED).order_by("pk"))
    if not rows:
        raise NotFound("This item is not here.")
    return rows


def open_seal(row: About) -> OpenItem:
    """The open seal of a row's item; `NotFound` when its words were erased."""
    seal_id = bytes(row.interaction.seal_id)
    seals = vault.open_items([(seal_id, subjects.person(row.person_id), bytes(row.wrapped_key))])
    if seal_id not in seals:
        raise NotFound("These words were erased.")
    return seals[seal_id]


def detail(viewer: Viewer, interaction_id: int, person_ids: Iterable[int] = ()) -> Detail:
    """An item with its whole body, files, thread and, for auditors, how it read before."""
    rows = standing(viewer, interaction_id)
    here = set(person_ids)
    row = next((one for one in rows if one.person_id in here), rows[0])
    thread = list(
        About.objects.filter(
            interaction__parent_id=interaction_id,
            person_id=row.person_id,
            audience_id__in=viewer.audience_ids,
            is_removed=False,
        )
        .select_related(*JOINED)
        .order_by("occurred_at", "interaction_id")
    )
    reading = read(viewer, [row, *thread])
    ids = [one.interaction_id for one in reading.rows]
    files = _files(ids, {one.interaction_id: one for one in reading.rows})
    mentions = _mentions(ids)
    opened = [
        _detail(item, one.interaction, reading.seals, files, mentions)
        for item, one in zip(reading.items, reading.rows, strict=True)
    ]
    top, answers = opened[0], opened[1:]
    return Detail(
        item=top.item,
        body=top.body,
        is_rich=top.is_rich,
        recorded_at=top.recorded_at,
        edited_at=top.edited_at,
        files=top.files,
        comments=tuple(d for d in answers if d.item.code != "correction"),
        corrections=tuple(d for d in answers if d.item.code == "correction"),
        versions=_versions(viewer, row, reading.seals.get(bytes(row.interaction.seal_id))),
        mentioned=top.mentioned,
        read_by=top.read_by,
        revision=row.interaction.revision,
        audience_id=row.interaction.audience_id,
    )


def _detail(
    item: Item,
    line: Interaction,
    seals: Mapping[bytes, OpenItem],
    files: Mapping[int, list[FileLine]],
    mentions: Mapping[int, list[Mention]],
) -> Detail:
    seal = seals.get(bytes(line.seal_id))
    body = seal.text(TABLE, "body", line.body) if seal else ""
    called = mentions.get(line.pk, [])
    names = {m.team.name if m.team else m.user.name for m in called}
    return Detail(
        item=item,
        body=rich.shown(body) if line.is_rich else body,
        is_rich=line.is_rich,
        recorded_at=line.recorded_at,
        edited_at=line.edited_at,
        files=tuple(files.get(line.pk, ())),
        # Who is called in the words themselves is not named twice.
        mentioned=tuple(sorted(name for name in names if f"@{name}" not in html.unescape(body))),
        read_by=tuple((m.user.name, m.read_at) for m in called),
        revision=line.revision,
    )


def _files(ids: list[int], rows: Mapping[int, About]) -> dict[int, list[FileLine]]:
    if not any(row.interaction.file_count for row in rows.values()):
        return {}
    found = list(Attachment.objects.filter(interaction_id__in=ids).select_related("file").order_by("pk"))
    return grouped(found, rows)


def grouped(found: Iterable[Attachment], rows: Mapping[int, About]) -> dict[int, list[FileLine]]:
    """Files by item, with their names opened set by set; erased ones have no name and no way in."""
    attachments = list(found)
    names = vault_files.names([one.file for one in attachments])
    by_item: dict[int, list[FileLine]] = {}
    for one in attachments:
        name = names.get(one.file_id, "")
        by_item.setdefault(one.interaction_id, []).append(
            FileLine(
                id=one.pk,
                token=one.file.token if name else "",
                name=name,
                type=one.file.type,
                size=one.file.size,
                problem=one.problem,
                is_inline=one.is_inline,
                interaction_id=one.interaction_id,
                occurred_at=rows[one.interaction_id].occurred_at,
                can_preview=not one.problem and one.file.type in DISPLAYABLE,
            )
        )
    return by_item


def _mentions(ids: list[int]) -> dict[int, list[Mention]]:
    by_item: dict[int, list[Mention]] = {}
    for one in Mention.objects.filter(interaction_id__in=ids).select_related("user", "team").order_by("pk"):
        by_item.setdefault(one.interaction_id, []).append(one)
    return by_item


def _versions(viewer: Viewer, row: About, seal: OpenItem | None) -> tuple[VersionLine, ...]:
    """How the item read before; only for auditors."""
    if not viewer.can("timeline:audit") or seal is None:
        return ()
    found = list(Version.objects.filter(interaction_id=row.interaction_id).select_related("by").order_by("-number"))
    return tuple(
        VersionLine(
            number=one.number,
            at=one.at,
            by=one.by.name if one.by else "",
            # The former words keep the seal of the column they stood in.
            subject=seal.text(TABLE, "subject", one.subject),
            text=rich.plain(seal.text(TABLE, "body", one.body)),
        )
        for one in found
    )


def file_for(viewer: Viewer, token: str) -> tuple[Attachment, str]:
    """A file by its token and its name, when the viewer may see an item it belongs to."""
    found = vault.file_by_token(token)
    if found is not None:
        for one in Attachment.objects.filter(file=found).select_related("file", "interaction"):
            try:
                standing(viewer, one.interaction_id)
            except NotFound:
                continue
            name = vault_files.names([found]).get(found.pk)
            if name is not None:
                return one, name
    raise NotFound("This file is not here.")
