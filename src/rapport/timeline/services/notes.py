"""Notes, comments, internal messages and corrections, and whom they call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rapport.accounts import queries as accounts
from rapport.events import services as events
from rapport.lib.actor import Actor
from rapport.lib.errors import Invalid, NotFound
from rapport.timeline import domain, rich
from rapport.timeline.events import InteractionEdited, Mentioned, NoteWritten
from rapport.timeline.models import About, Interaction, Kind, Mention
from rapport.timeline.services.access import allow, hold, require_on, topics
from rapport.timeline.services.audience import Visibility, audience_of
from rapport.timeline.services.log import WORDS, count_comments, keep_version, write_words
from rapport.timeline.services.record import Entry, Part, record
from rapport.timeline.services.reindex import reindex


@dataclass(frozen=True, slots=True)
class Calls:
    """Whom a note calls: members by id, teams by id, and what becomes of those who could not see it."""

    user_ids: Sequence[int] = ()
    team_ids: Sequence[int] = ()
    unseeing: str = ""  # "share" or "skip"; "" asks


@dataclass(frozen=True, slots=True)
class NoteRequest:
    about_ids: Sequence[int]
    text: str
    job_id: int | None = None
    visibility: Visibility = field(default_factory=Visibility)
    calls: Calls = field(default_factory=Calls)


class CannotSee(Invalid):
    """Somebody who is called could not see the note; the form asks what to do and tells them nothing meanwhile."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__({"unseeing": ", ".join(names)})
        self.names = tuple(names)


def note(actor: Actor, request: NoteRequest) -> Interaction:
    """Write a note on these people's timelines and call whom it mentions."""
    require_on(actor, "timeline:note", request.about_ids)
    words = _words(request.text)
    with transaction.atomic():
        called = _called(request.calls)
        audience, called = _reaching(actor, request, called)
        line = _write(actor, Kind.NOTE, request, audience, words)
        _call(actor, line, called)
    return line


def message(actor: Actor, request: NoteRequest) -> Interaction:
    """Write to named colleagues or a team about somebody: seen by them alone, with no way to the candidate."""
    require_on(actor, "timeline:note", request.about_ids)
    words = _words(request.text)
    called = _called(request.calls)
    called.pop(actor.id, None)
    if not called:
        raise Invalid({"to": _("Choose whom to write to.")})
    with transaction.atomic():
        circle = Visibility("people", sorted(called))
        audience = audience_of(actor, circle, person_ids=request.about_ids, job_id=request.job_id)
        unseeing = [id for id in called if not accounts.holds(id, audience)]
        if unseeing:
            names = [user.name for user in accounts.users_by_id(unseeing).values()]
            raise Invalid({"to": _("Not on this confidential job: {names}.").format(names=", ".join(names))})
        line = _write(actor, Kind.INTERNAL, request, audience, words, [Part("to", user_id=id) for id in sorted(called)])
        _call(actor, line, called)
    return line


def comment(actor: Actor, interaction_id: int, text: str, calls: Calls | None = None) -> Interaction:
    """Answer in the thread of an item; whoever sees the item sees the answer, and nobody else."""
    words = _words(text)
    with transaction.atomic():
        held = hold(actor, interaction_id)
        require_on(actor, "timeline:note", [held.row.person_id])
        parent = held.interaction
        if parent.parent_id is not None:
            raise Invalid(_("Answer to the item itself."))
        called = _called(calls or Calls())
        blind = {id: team for id, team in called.items() if not accounts.holds(id, parent.audience_id)}
        if blind and not (calls and calls.unseeing == "skip"):
            raise CannotSee([user.name for user in accounts.users_by_id(blind).values()])
        called = {id: team for id, team in called.items() if id not in blind}
        line = _hang(
            actor, parent, list(held.person_ids), words, kind=parent.kind if parent.kind == Kind.INTERNAL else Kind.NOTE
        )
        if parent.kind == Kind.INTERNAL:
            # An answer comes back to everybody in the exchange.
            everybody = {*Mention.objects.filter(interaction=parent).values_list("user_id", flat=True), parent.actor_id}
            called |= {id: None for id in everybody - called.keys() if accounts.holds(id, parent.audience_id)}
        _call(actor, line, called)
    return line


def correct(actor: Actor, interaction_id: int, text: str) -> Interaction:
    """Add a visible correction to what somebody logged who has left; the item itself stays as it was."""
    words = _words(text)
    with transaction.atomic():
        held = hold(actor, interaction_id)
        allow(domain.may_correct(held.facts, held.reader))
        return _hang(actor, held.interaction, list(held.person_ids), words, code="correction")


def rewrite(actor: Actor, interaction_id: int, text: str, *, revision: int) -> Interaction:
    """Change the words of one's own note or comment; how it read before stays for auditors."""
    words = _words(text)
    with transaction.atomic():
        held = hold(actor, interaction_id, revision=revision)
        allow(domain.may_edit(held.facts, held.reader))
        line = held.interaction
        if line.kind not in {Kind.NOTE, Kind.INTERNAL}:
            raise NotFound("This is not a note.")
        keep_version(actor, held)
        write_words(held, "", words)
        line.save(update_fields=[*WORDS, "edited_at", "revision"])
        reindex([line.pk])
        events.publish(actor, InteractionEdited(person_id=held.row.person_id, interaction_id=line.pk, fields=["words"]))
        events.tick(*topics(held.person_ids))
    return line


def mark_read(actor: Actor, interaction_ids: Iterable[int]) -> None:
    """Remember that the actor has read what calls them."""
    unread = Mention.objects.filter(user_id=actor.id, interaction_id__in=list(interaction_ids), read_at__isnull=True)
    with transaction.atomic():
        people = set(
            About.objects.filter(interaction__mentions__in=unread, kind=Kind.INTERNAL).values_list(
                "person_id", flat=True
            )
        )
        if unread.update(read_at=timezone.now()):
            events.tick(f"user:{actor.id}", *topics(people))


def _words(text: str) -> rich.Words:
    words = rich.taken(text)
    if not words.text:
        raise Invalid({"text": _("Write something first.")})
    return words


def _called(calls: Calls) -> dict[int, int | None]:
    """The active members who are called, each with the team that brought them, if one did."""
    called: dict[int, int | None] = dict.fromkeys(calls.user_ids)
    for team_id in calls.team_ids:
        for user_id in accounts.team_member_ids(team_id):
            called.setdefault(user_id, team_id)
    active = {user.pk for user in accounts.users_by_id(called).values() if user.is_active}
    return {id: team for id, team in called.items() if id in active}


def _reaching(actor: Actor, request: NoteRequest, called: dict[int, int | None]) -> tuple[int, dict[int, int | None]]:
    """The audience of a note and whom it really calls: those who could not see it are let in, left out or asked for."""
    audience = audience_of(actor, request.visibility, person_ids=request.about_ids, job_id=request.job_id)
    blind = [id for id in called if not accounts.holds(id, audience)]
    if not blind:
        return audience, called
    names = [user.name for user in accounts.users_by_id(blind).values()]
    if request.calls.unseeing == "share":
        circle = {*accounts.holders(audience), *blind, actor.id}
        shared = audience_of(
            actor, Visibility("people", sorted(circle)), person_ids=request.about_ids, job_id=request.job_id
        )
        still = [id for id in blind if not accounts.holds(id, shared)]
        if still:
            raise Invalid({"text": _("Some of them may not enter this confidential job. Don’t notify them instead.")})
        return shared, called
    if request.calls.unseeing == "skip":
        return audience, {id: team for id, team in called.items() if id not in blind}
    raise CannotSee(names)


def _write(
    actor: Actor,
    kind: str,
    request: NoteRequest,
    audience: int,
    words: rich.Words,
    to: Sequence[Part] = (),
) -> Interaction:
    line, _links = record(
        actor,
        Entry(
            kind=kind,
            occurred_at=timezone.now(),
            audience_id=audience,
            person_ids=request.about_ids,
            job_id=request.job_id,
            parts=[Part("from", user_id=actor.id), *to],
            body=words.body,
            text=words.text,
            is_rich=words.is_rich,
            logged_by_id=actor.id,
        ),
    )
    events.publish(actor, NoteWritten(person_id=request.about_ids[0], interaction_id=line.pk))
    return line


def _hang(
    actor: Actor,
    parent: Interaction,
    person_ids: Sequence[int],
    words: rich.Words,
    *,
    code: str = "",
    kind: str = Kind.NOTE,
) -> Interaction:
    line, _links = record(
        actor,
        Entry(
            kind=kind,
            occurred_at=timezone.now(),
            audience_id=parent.audience_id,
            person_ids=person_ids,
            job_id=parent.job_id,
            parts=[Part("from", user_id=actor.id)],
            body=words.body,
            text=words.text,
            is_rich=words.is_rich,
            logged_by_id=actor.id,
            parent_id=parent.pk,
            code=code,
        ),
    )
    count_comments(parent.pk)
    events.publish(actor, NoteWritten(person_id=person_ids[0], interaction_id=line.pk))
    return line


def _call(actor: Actor, line: Interaction, called: dict[int, int | None]) -> None:
    ids = sorted(set(called) - {actor.id})
    if not ids:
        return
    Mention.objects.bulk_create(
        [Mention(interaction=line, user_id=id, team_id=called[id]) for id in ids], ignore_conflicts=True
    )
    person_id = About.objects.filter(interaction=line).order_by("pk").values_list("person_id", flat=True)[0]
    events.publish(actor, Mentioned(person_id=person_id, interaction_id=line.pk, user_ids=ids))
    events.tick(*(f"user:{id}" for id in ids))
