"""Communications written down by hand: logged, edited, removed and brought back, each version kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid
from rapport.people import queries as people
from rapport.search import services as search
from rapport.timeline import domain, queries, rich
from rapport.timeline.events import InteractionEdited, InteractionLogged, InteractionRemoved, InteractionRestored
from rapport.timeline.models import LOGGABLE, About, Attachment, Direction, Interaction, Participant, Version
from rapport.timeline.services.access import Held, allow, hold, require_on, topics
from rapport.timeline.services.audience import Visibility, audience_of
from rapport.timeline.services.files import reindex_files
from rapport.timeline.services.record import TABLE, Entry, Part, index, preview_of, record
from rapport.timeline.services.reindex import reindex
from rapport.vault import domain as subjects
from rapport.vault import services as vault

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
OUTCOMES = ("reached", "no_answer", "left_message", "declined", "agreed", "follow_up")


@dataclass(frozen=True, slots=True)
class LogRequest:
    """What a form says about a communication; `from_user_ids` sent it, the others received it.

    `about_ids` are the candidates it concerns: it stands on the timeline of each.
    """

    kind: str
    occurred_at: datetime
    about_ids: Sequence[int]
    from_user_ids: Sequence[int] = ()
    to_user_ids: Sequence[int] = ()
    subject: str = ""
    description: str = ""
    direction: str = Direction.OUT
    duration_s: int | None = None
    outcome: str = ""
    job_id: int | None = None
    visibility: Visibility = field(default_factory=Visibility)
    task_id: int | None = None  # the task this was done for: it is done with it


def log(actor: Actor, request: LogRequest) -> Interaction:
    """Write a communication down on the timeline of every candidate it names."""
    require_on(actor, "timeline:log", request.about_ids)
    _check(request)
    with transaction.atomic():
        words = rich.taken(request.description)
        interaction, _links = record(
            actor,
            Entry(
                kind=request.kind,
                occurred_at=request.occurred_at,
                audience_id=audience_of(actor, request.visibility, person_ids=request.about_ids, job_id=request.job_id),
                person_ids=request.about_ids,
                direction=request.direction,
                job_id=request.job_id,
                parts=_parts(request),
                subject=request.subject.strip(),
                body=words.body,
                text=words.text,
                is_rich=words.is_rich,
                is_logged=True,
                logged_by_id=actor.id,
                duration_s=request.duration_s,
                outcome=request.outcome,
                params={"task_id": request.task_id} if request.task_id else {},
            ),
        )
        events.publish(
            actor,
            InteractionLogged(
                person_id=request.about_ids[0],
                interaction_id=interaction.pk,
                log_kind=str(request.kind),
                task_id=request.task_id,
            ),
        )
    return interaction


def edit(actor: Actor, interaction_id: int, request: LogRequest, *, revision: int) -> Interaction:
    """Change what was logged; only the one who logged it may, and how it read before stays for auditors.

    People whom the editor may not see stay on the item: a form cannot take away what it does not show.
    """
    with transaction.atomic():
        held = hold(actor, interaction_id, revision=revision)
        allow(domain.may_edit(held.facts, held.reader))
        hidden = set(held.person_ids) - people.visible_ids(held.viewer, held.person_ids)
        require_on(actor, "timeline:log", request.about_ids)
        _check(request)
        keep_version(actor, held)
        line, words = held.interaction, rich.taken(request.description)
        audience = audience_of(actor, request.visibility, person_ids=request.about_ids, job_id=request.job_id)
        before = {name: getattr(line, name) for name in _EDITED}
        line.kind, line.direction, line.occurred_at = request.kind, request.direction, request.occurred_at
        line.job_id, line.duration_s, line.outcome = request.job_id, request.duration_s, request.outcome
        line.audience_id = audience
        write_words(held, request.subject.strip(), words)
        touched = [name for name in _EDITED if getattr(line, name) != before[name]]
        line.save(update_fields=[*_EDITED, *WORDS, "edited_at", "revision"])
        _place(held, [*request.about_ids, *sorted(hidden)], f"{request.subject}\n{words.text}")
        _renew_parts(line, request, hidden)
        events.publish(
            actor,
            InteractionEdited(
                person_id=held.row.person_id,
                interaction_id=line.pk,
                fields=[*touched, "words"],
                no_longer_about=sorted(set(held.person_ids) - {*request.about_ids, *hidden}),
            ),
        )
        events.tick(*topics({*held.person_ids, *request.about_ids}))
    return line


def remove(actor: Actor, interaction_id: int) -> Interaction:
    """Take an item off the timelines with its thread; its words stay sealed for auditors, and `restore` undoes it."""
    with transaction.atomic():
        held = hold(actor, interaction_id)
        allow(domain.may_edit(held.facts, held.reader))
        line = held.interaction
        line.removed_at, line.removed_by_id = timezone.now(), actor.id
        line.revision += 1
        line.save(update_fields=["removed_at", "removed_by", "revision"])
        _set_removed(line, True)
        if line.parent_id:
            count_comments(line.parent_id)
        events.publish(actor, InteractionRemoved(held.row.person_id, line.pk, _task_of(line)))
        events.tick(*topics(held.person_ids))
    return line


def restore(actor: Actor, interaction_id: int) -> Interaction:
    """Bring back what one has removed oneself."""
    with transaction.atomic():
        held = hold(actor, interaction_id, even_removed=True)
        allow(domain.may_edit(held.facts, held.reader))
        line = held.interaction
        if line.removed_at is None:
            return line
        line.removed_at = line.removed_by = None
        line.revision += 1
        line.save(update_fields=["removed_at", "removed_by", "revision"])
        _set_removed(line, False)
        if line.parent_id:
            count_comments(line.parent_id)
        events.publish(actor, InteractionRestored(held.row.person_id, line.pk, _task_of(line)))
        events.tick(*topics(held.person_ids))
    return line


_EDITED = ("kind", "direction", "occurred_at", "job_id", "duration_s", "outcome", "audience_id")
WORDS = ("subject", "preview", "body", "is_rich")


def keep_version(actor: Actor, held: Held) -> None:
    """Keep how an item reads now; the blobs keep the seal of the columns they stand in."""
    line = held.interaction
    number = Version.objects.filter(interaction=line).count() + 1
    parts = [[p.part, p.user_id, p.person_id] for p in Participant.objects.filter(interaction=line).order_by("id")]
    Version.objects.create(
        interaction=line,
        number=number,
        by_id=actor.id,
        subject=bytes(line.subject),
        body=bytes(line.body),
        params={
            "kind": line.kind,
            "direction": line.direction,
            "occurred_at": line.occurred_at.isoformat(),
            "duration_s": line.duration_s,
            "outcome": line.outcome,
            "job_id": line.job_id,
            "audience_id": line.audience_id,
            "parts": parts,
            "about": list(held.person_ids),
        },
    )


def write_words(held: Held, subject: str, words: rich.Words) -> None:
    """Seal new words into an item; the caller saves `WORDS`, `edited_at` and `revision`."""
    line, seal = held.interaction, held.open()
    sealed: dict[str, Any] = {
        "subject": seal.seal(TABLE, "subject", subject) if subject else b"",
        "preview": seal.seal(TABLE, "preview", preview_of(words.text)) if words.text else b"",
        "body": seal.seal(TABLE, "body", words.body) if words.body else b"",
    }
    for name, value in sealed.items():
        setattr(line, name, value)
    line.is_rich = words.is_rich
    line.edited_at = timezone.now()
    line.revision += 1


def count_comments(parent_id: int) -> None:
    """Write the number of comments that stand under an item."""
    count = Interaction.objects.filter(parent_id=parent_id, removed_at__isnull=True).count()
    parent = Interaction.objects.get(pk=parent_id)
    parent.comment_count = count
    parent.save(update_fields=["comment_count"])


def _check(request: LogRequest) -> None:
    if request.kind not in LOGGABLE:
        raise Invalid({"kind": _("Choose what kind of communication it was.")})
    if request.direction not in Direction.values:
        raise Invalid({"direction": _("Choose who began it.")})
    if request.outcome and request.outcome not in OUTCOMES:
        raise Invalid({"outcome": _("Choose an outcome from the list.")})
    if request.occurred_at > timezone.now() + timedelta(minutes=5):
        raise Invalid({"occurred_at": _("This has not happened yet. Make it a task, or write to the candidate.")})
    if request.occurred_at < EARLIEST:
        raise Invalid({"occurred_at": _("Choose a date after 1900.")})
    if not (request.subject.strip() or rich.taken(request.description).text):
        raise Invalid({"description": _("Say in a subject or a description what it was about.")})
    users = {*request.from_user_ids, *request.to_user_ids}
    if len(accounts.users_by_id(users)) != len(users):
        raise Invalid({"members": _("One of these colleagues has no account any more.")})


def _parts(request: LogRequest) -> list[Part]:
    """Who took part: inbound, the candidates speak; otherwise the members do."""
    inbound = request.direction == Direction.IN
    people_part, senders_part = ("from", "to") if inbound else ("to", "from")
    parts = [Part(senders_part, user_id=id) for id in dict.fromkeys(request.from_user_ids)]
    parts += [Part(people_part, person_id=id) for id in dict.fromkeys(request.about_ids)]
    return parts + [Part("cc" if inbound else "to", user_id=id) for id in dict.fromkeys(request.to_user_ids)]


def _renew_parts(line: Interaction, request: LogRequest, hidden: set[int]) -> None:
    Participant.objects.filter(interaction=line).exclude(person_id__in=hidden).exclude(user=None, person=None).delete()
    Participant.objects.bulk_create(
        [Participant(interaction=line, part=p.part, user_id=p.user_id, person_id=p.person_id) for p in _parts(request)]
    )


def _place(held: Held, person_ids: Sequence[int], text: str) -> None:
    """Let the item and its thread stand on exactly these timelines, with what they filter on, and be found there."""
    line, wanted = held.interaction, list(dict.fromkeys(person_ids))
    gone, added = set(held.person_ids) - set(wanted), [id for id in wanted if id not in held.person_ids]
    thread = list(
        About.objects.filter(interaction__parent=line, person_id=held.row.person_id).select_related("interaction")
    )
    for row in [held.row, *thread] if added else []:
        stand_on(row, added)
    About.objects.filter(
        interaction__in=[line.pk, *(row.interaction_id for row in thread)], person_id__in=gone
    ).delete()
    About.objects.filter(interaction=line).update(
        occurred_at=line.occurred_at, job_id=line.job_id, kind=line.kind, audience_id=line.audience_id
    )
    follow([row.interaction_id for row in thread], line.audience_id)
    ids = [line.pk, *(row.interaction_id for row in thread)]
    search.remove("item", ids)
    search.remove("file", _files(ids).values_list("pk", flat=True))
    index(line, wanted, text)
    reindex(row.interaction_id for row in thread)
    reindex_files(_files(ids))


def stand_on(row: About, person_ids: Sequence[int]) -> None:
    """Let an item stand on further people's timelines: its key and those of its files are wrapped for them too."""
    for one in _files([row.interaction_id]):
        vault.add_subjects(bytes(one.file.seal_id), [subjects.person(id) for id in person_ids])
    wraps = vault.share(queries.open_seal(row), [subjects.person(id) for id in person_ids])
    About.objects.bulk_create(
        [
            About(
                interaction_id=row.interaction_id,
                person_id=id,
                occurred_at=row.occurred_at,
                job_id=row.job_id,
                kind=row.kind,
                audience_id=row.audience_id,
                is_top=row.is_top,
                is_pinned=row.is_pinned,
                is_removed=row.is_removed,
                wrapped_key=wraps[subjects.person(id)],
            )
            for id in person_ids
        ]
    )


def follow(interaction_ids: Iterable[int], audience_id: int) -> None:
    """Show these items to an audience: rows, index and the index of their files alike."""
    ids = list(interaction_ids)
    Interaction.objects.filter(pk__in=ids).update(audience_id=audience_id)
    About.objects.filter(interaction_id__in=ids).update(audience_id=audience_id)
    search.set_audience("item", ids, audience_id)
    search.set_audience("file", _files(ids).values_list("pk", flat=True), audience_id)


def _task_of(line: Interaction) -> int | None:
    """The task that a logged communication was written for."""
    return line.params.get("task_id") if line.is_logged else None


def _files(interaction_ids: Iterable[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(interaction_id__in=list(interaction_ids)).select_related("file")


def _set_removed(line: Interaction, removed: bool) -> None:
    ids = [line.pk, *Interaction.objects.filter(parent=line).values_list("pk", flat=True)]
    About.objects.filter(interaction_id__in=ids).update(is_removed=removed)
    if removed:
        search.remove("item", ids)
        search.remove("file", _files(ids).values_list("pk", flat=True))
    else:
        # A comment that was removed by itself stays removed when its item comes back.
        gone = list(Interaction.objects.filter(pk__in=ids, removed_at__isnull=False).values_list("pk", flat=True))
        About.objects.filter(interaction_id__in=gone).update(is_removed=True)
        reindex(ids)
        reindex_files(_files(id for id in ids if id not in gone))
