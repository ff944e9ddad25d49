"""Files on a person's record and beside logged words: checked, sealed, counted, and found by name and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from rapport.channels.email import files as checks
from rapport.events import services as events
from rapport.lib import words
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.search import services as search
from rapport.search.domain import Doc
from rapport.timeline import domain
from rapport.timeline.events import FileAdded
from rapport.timeline.models import About, Attachment, Interaction, Kind
from rapport.timeline.services.access import allow, hold, require_on, topics
from rapport.timeline.services.attach import attach
from rapport.timeline.services.audience import Visibility, audience_of
from rapport.timeline.services.record import Entry, Part, record
from rapport.timeline.statuses import file_problem
from rapport.timeline.texts import text_of
from rapport.vault import domain as subjects
from rapport.vault import files as vault


def add_file(
    actor: Actor, person_id: int, upload: Any, *, visibility: Visibility | None = None, job_id: int | None = None
) -> Interaction:
    """Put a file on a person's record; its name is the line that stands on the timeline."""
    require_on(actor, "timeline:note", [person_id])
    name, problem, head = _checked(upload)
    with transaction.atomic():
        line, _ = record(
            actor,
            Entry(
                kind=Kind.FILE,
                occurred_at=timezone.now(),
                audience_id=audience_of(actor, visibility or Visibility(), person_ids=[person_id], job_id=job_id),
                person_ids=[person_id],
                job_id=job_id,
                parts=[Part("from", user_id=actor.id)],
                subject=name,
                logged_by_id=actor.id,
            ),
        )
        _keep(actor, line, [person_id], [(upload, name, problem, head)])
    return line


def add_to(actor: Actor, interaction_id: int, uploads: Sequence[Any]) -> None:
    """Put files beside what one has written down oneself."""
    if not uploads:
        return
    checked = [(upload, *_checked(upload)) for upload in uploads]
    with transaction.atomic():
        held = hold(actor, interaction_id)
        allow(domain.may_edit(held.facts, held.reader))
        _keep(actor, held.interaction, held.person_ids, checked)
        events.tick(*topics(held.person_ids))


def put_beside(actor: Actor, interaction: Interaction, person_ids: Sequence[int], file_ids: Iterable[int]) -> None:
    """Make files that another room has stored findable with their item; messages use this."""
    reindex_files(Attachment.objects.filter(interaction=interaction, file_id__in=list(file_ids)))


def _checked(upload: Any) -> tuple[str, str, bytes]:
    """The safe name, the problem that does not block, and the first bytes; `Invalid` for what is refused."""
    head = upload.read(checks.HEAD)
    upload.seek(0)
    problem = checks.check_file(upload.name, head, upload.size)
    name = checks.safe_name(upload.name)
    if problem is not None and problem.blocks:
        raise Invalid({"files": f"{name}: {file_problem(problem.code)}"})
    return name, problem.code if problem else "", head


def _keep(
    actor: Actor, line: Interaction, person_ids: Sequence[int], checked: Iterable[tuple[Any, str, str, bytes]]
) -> None:
    made = []
    for upload, name, problem, head in checked:
        file = vault.store(
            upload,
            [subjects.person(id) for id in person_ids],
            name=name,
            type=checks.display_type(name, head) or "application/octet-stream",
            limit=checks.MAX_FILE,
        )
        made.append(Attachment(file=file, problem=problem))
    attach(line, made)
    Interaction.objects.filter(pk=line.pk).update(revision=F("revision") + 1)
    reindex_files(Attachment.objects.filter(interaction=line, file_id__in=[one.file_id for one in made]))
    for one in made:
        events.publish(actor, FileAdded(person_id=person_ids[0], interaction_id=line.pk, file_id=one.file_id))


def reindex_files(attachments: Iterable[Attachment]) -> None:
    """Make files findable by their names and by the text within them, for everybody their item is about."""
    rows = list(attachments)
    names = vault.names([one.file for one in rows])
    docs: list[Doc] = []
    for one in rows:
        name = names.get(one.file_id)
        if name is None or one.is_inline:
            continue
        found = words.tokens(name) | words.name_tokens(name)
        found |= words.tokens(text_of(name, one.file.type, one.file.size, partial(vault.open_stream, one.file)))
        docs += [
            Doc("file", one.pk, about.occurred_at, found, about.person_id, about.audience_id)
            for about in About.objects.filter(interaction_id=one.interaction_id, is_removed=False)
        ]
    if docs:
        search.put(docs)
