"""Reading the ledger: versions that pages poll, the audit log, the chain, and work that facts set off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from rapport.events import domain, registry
from rapport.events.models import AccessLog, Event, EventSeal, Reaction, Tick


def versions(topics: Iterable[str]) -> dict[str, int]:
    """The version of each topic; 0 where nothing has happened yet."""
    wanted = list(topics)
    found = dict(Tick.objects.filter(topic__in=wanted).values_list("topic", "version"))
    return {topic: found.get(topic, 0) for topic in wanted}


def version_of(kind: str) -> Coalesce:
    """The version of each row of a query, by its key, for readers who want it without a query of its own."""
    topic = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return Coalesce(Subquery(Tick.objects.filter(topic=topic).values("version")[:1]), 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the audit log asks for; None and "" leave a door open."""

    person_id: int | None = None
    user_id: int | None = None
    area: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before_id: int | None = None


def audit(wanted: Wanted, hidden_person_ids: Iterable[int] = (), limit: int = 50) -> list[Event]:
    """The facts asked for, the newest first, without those about people the reader must never see."""
    rows = Event.objects.order_by("-id")
    if wanted.person_id is not None:
        rows = rows.filter(person_id=wanted.person_id)
    if wanted.user_id is not None:
        rows = rows.filter(actor_kind="user", actor_id=wanted.user_id)
    if wanted.area:
        rows = rows.filter(kind__in=[kind for kind in registry.FACTS if kind.startswith(f"{wanted.area}.")])
    if wanted.since is not None:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(at__lt=wanted.until)
    if wanted.before_id is not None:
        rows = rows.filter(pk__lt=wanted.before_id)
    if hidden := list(hidden_person_ids):
        rows = rows.filter(Q(person_id__isnull=True) | ~Q(person_id__in=hidden))
    return list(rows[:limit])


def areas() -> list[str]:
    return sorted({kind.split(".")[0] for kind in registry.FACTS})


def accesses(
    kind: str = "",
    user_id: int | None = None,
    before_id: int | None = None,
    hidden_person_ids: Iterable[int] = (),
    limit: int = 50,
) -> list[AccessLog]:
    """Who read what, the newest first, without who looked at people the reader must never see."""
    rows = AccessLog.objects.order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if user_id is not None:
        rows = rows.filter(actor_kind="user", actor_id=user_id)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    if hidden := list(hidden_person_ids):
        rows = rows.exclude(kind="person", ref__in=hidden)
    return list(rows[:limit])


def access_kinds() -> list[str]:
    return list(AccessLog.objects.order_by("kind").values_list("kind", flat=True).distinct())


def open_reactions(limit: int = 100) -> list[Reaction]:
    """What has failed for good, then what is being tried again, then what waits for its first turn."""
    rows = Reaction.objects.exclude(state=Reaction.State.DONE).select_related("event")
    return list(rows.order_by("state", "-attempts", "due_at")[:limit])


def failed_reactions() -> int:
    return Reaction.objects.filter(state=Reaction.State.FAILED).count()


def row_of(event: Event) -> domain.Row:
    return domain.Row(event.at, event.kind, event.actor_kind, event.actor_id, event.person_id, event.facts)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest link of the chain: its number, and the hash that stands for everything before it."""

    seq: int
    hash: bytes


def head() -> Head | None:
    last = EventSeal.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(last[0], bytes(last[1])) if last else None


def latest(fact: type) -> Event | None:
    """The newest event of one kind."""
    return Event.objects.filter(kind=fact.kind).order_by("-id").first()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found."""

    seals: int
    sealed: int
    unsealed: int
    oldest_unsealed_at: datetime | None
    head: bytes
    broken: domain.Break | None

    @property
    def is_whole(self) -> bool:
        return self.broken is None


def verify(noted_head: bytes | None = None) -> Report:
    """Walk the whole chain and name its first break; a head noted earlier must be one of its links."""
    previous, seals, sealed, broken, saw_head = domain.ROOT, 0, 0, None, noted_head is None
    for batch in _seals():
        for seal in batch:
            rows, link = bytes(seal.rows), bytes(seal.hash)
            if seal.seq != seals + 1:
                broken = domain.Break("seal_missing", seals + 1)
            else:
                broken = domain.judge(seal.seq, rows, _found(seal.seq, rows))
                if broken is None and link != domain.link(previous, seal.seq, rows):
                    broken = domain.Break("seal_changed", seal.seq)
            if broken is not None:
                break
            previous, seals, sealed = link, seal.seq, sealed + len(rows) // domain.ENTRY
            saw_head = saw_head or link == noted_head
        if broken is not None:
            break
    if broken is None and not saw_head:
        broken = domain.Break("head_missing", seals)
    tail = Event.objects.filter(seal__isnull=True)
    oldest = tail.order_by("id").values_list("at", flat=True).first()
    return Report(seals, sealed, tail.count(), oldest, previous, broken)


def _seals() -> Iterator[Sequence[EventSeal]]:
    at = 0
    while batch := list(EventSeal.objects.filter(seq__gt=at).order_by("seq")[:50]):
        yield batch
        at = batch[-1].seq


def _found(seq: int, rows: bytes) -> dict[int, tuple[int | None, bytes]]:
    """The rows a seal names, and any that claim to belong to it, with the seal they say and their digest."""
    ids = [id for id, _ in domain.unpack(rows)]
    found = {}
    for some in (ids[at : at + 1000] for at in range(0, len(ids), 1000)):
        for event in Event.objects.filter(pk__in=some):
            found[event.pk] = (event.seal_id, domain.digest(row_of(event)))
    for event in Event.objects.filter(seal=seq).exclude(pk__in=ids[:1000] if len(ids) <= 1000 else []):
        if event.pk not in found:
            found[event.pk] = (event.seal_id, domain.digest(row_of(event)))
    return found
