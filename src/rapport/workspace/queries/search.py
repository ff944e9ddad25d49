"""Searching the whole house: the index limits to what the viewer may see, the words are opened only then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from rapport.accounts.queries import Viewer
from rapport.jobs import queries as jobs
from rapport.jobs.models import Job
from rapport.lib import snippets, words
from rapport.lib.snippets import Part, Wanted
from rapport.people import queries as people
from rapport.people.models import Person
from rapport.search import queries as index
from rapport.search.domain import Hit, Query, Sight, moment_id
from rapport.timeline import kinds, rich
from rapport.timeline.models import About, Attachment, LastSeen
from rapport.vault import domain as subjects
from rapport.vault import files as vault_files
from rapport.vault import queries as vault

TABLE = "timeline_interaction"
GROUPS = ("person", "item", "file", "job")
FIRST = {"person": 6, "item": 10, "file": 5, "job": 5}
PAGE = 20
AT_ONCE = 200
DEEPEST = 2_000  # how many hits are opened at most to check a phrase or a filter the index does not know
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody asks; `before_id` is where the page before ended."""

    text: str
    kind: str = ""
    person_id: int | None = None
    job_id: int | None = None
    since: date | None = None
    until: date | None = None
    before_id: int | None = None

    @property
    def is_short(self) -> bool:
        plain = words.normalise(self.text).strip(' "“”„«»')
        # One ideograph is a word; one letter is not.
        return not words.wanted(self.text).tokens or (len(plain) < SHORTEST and plain.isascii())

    @property
    def is_narrow(self) -> bool:
        return bool(self.person_id or self.job_id or self.since or self.until)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    person: Person
    name: list[Part]
    hint: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A message, note or log (or a file of one) with the sentence that was looked for."""

    interaction_id: int
    person_id: int
    person_name: str
    kind: str
    direction: str
    job_title: str
    at: datetime
    subject: list[Part]
    text: list[Part]
    is_file: bool = False

    @property
    def url(self) -> str:
        return f"/people/{self.person_id}/?item={self.interaction_id}"

    @property
    def icon(self) -> str:
        if self.is_file:
            return "paperclip"
        if self.direction == "in" and self.kind == "email":
            return "mail-opened"
        return kinds.look(self.kind).icon

    @property
    def label(self) -> str:
        return str(kinds.look(self.kind).label)


@dataclass(frozen=True, slots=True)
class FoundJob:
    job: Job
    title: list[Part]
    hint: str


@dataclass(slots=True)
class Group:
    """One kind of result: its rows, where the next page begins, and whether the search had to stop early."""

    kind: str
    rows: list[Any] = field(default_factory=list)
    older: int | None = None
    is_cut: bool = False


@dataclass(slots=True)
class Results:
    groups: list[Group] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def is_cut(self) -> bool:
        return any(group.is_cut for group in self.groups)


def search(viewer: Viewer, asked: Search, zone: Any) -> Results:
    """The newest results of each kind, or one page of the kind asked for; never what the viewer may not see."""
    if asked.is_short:
        return Results()
    seeker = _Seeker(viewer, asked, zone)
    chosen = [asked.kind] if asked.kind in GROUPS else list(GROUPS)
    if asked.is_narrow:
        # A person or a job has no date and belongs to no job: filters are questions about what was said.
        chosen = [kind for kind in chosen if kind in {"item", "file"} or kind == asked.kind]
    groups = [seeker.group(kind, PAGE if asked.kind else FIRST[kind]) for kind in chosen]
    return Results([group for group in groups if group.rows])


def palette(viewer: Viewer, text: str) -> tuple[list[FoundPerson], list[FoundJob]]:
    """A few people and jobs for somebody who types, in six queries."""
    asked = Search(text)
    if asked.is_short:
        return [], []
    seeker = _Seeker(viewer, asked, None)
    return seeker.group("person", 6).rows, seeker.group("job", 4).rows


def recent(viewer: Viewer, limit: int = 6) -> list[Person]:
    """The people whose pages the viewer looked at last and may still see, in two queries."""
    looked = LastSeen.objects.filter(user_id=viewer.user_id).order_by("-at").values_list("person_id", flat=True)
    ids = list(looked[: limit * 4])
    seen = people.visible_to(viewer).filter(pk__in=ids, merged_into__isnull=True).in_bulk()
    return [seen[id] for id in ids if id in seen][:limit]


class _Seeker:
    """One search: what is read once for all its groups."""

    def __init__(self, viewer: Viewer, asked: Search, zone: Any) -> None:
        self.viewer, self.asked, self.zone = viewer, asked, zone
        self.wanted = Wanted.of(asked.text)
        self.own = people.own_ids(viewer)
        self.sight = Sight(viewer.audience_ids, self.own)
        self.person_ids: Sequence[int] | None = None
        if asked.person_id is not None:
            self.person_ids = people.visible_ids_of(viewer, people.get(viewer, asked.person_id))

    def group(self, kind: str, size: int) -> Group:
        fill = {"person": self._people, "job": self._jobs, "item": self._items, "file": self._files}[kind]
        group = Group(kind)
        seen: set[int] = set()
        looked = 0
        for hits in self._hits(kind, size):
            looked += len(hits)
            for hit, row, identity in fill(hits):
                if identity in seen:
                    continue
                if len(group.rows) == size:
                    group.older = self._last
                    return group
                seen.add(identity)
                group.rows.append(row)
                self._last = hit.id
            if looked >= DEEPEST:
                group.is_cut = True
                group.older = hits[-1].id
                return group
        return group

    _last: int | None = None

    def _hits(self, kind: str, size: int) -> Iterator[list[Hit]]:
        """Hits of one kind, the newest first, batch by batch; the first batch is as small as the page allows."""
        limit = AT_ONCE if self.wanted.phrases or self.asked.job_id else size * 3
        before, floor = self._ceiling(), self._floor()
        is_about_people = kind in {"item", "file", "person"}
        query = Query(
            self.asked.text,
            person_ids=self.person_ids if is_about_people else None,
            kinds=[kind],
            limit=limit,
            before_id=before,
        )
        while True:
            hits = index.find(query, self.sight).hits
            fresh = [hit for hit in hits if hit.id >= floor]
            if fresh:
                yield fresh
            if len(fresh) < query.limit:
                return
            query = replace(query, before_id=hits[-1].id, limit=AT_ONCE)

    def _ceiling(self) -> int | None:
        ends = [self.asked.before_id] if self.asked.before_id is not None else []
        if self.asked.until is not None:
            ends.append(self._moment(self.asked.until + timedelta(days=1)))
        return min(ends) if ends else None

    def _floor(self) -> int:
        return self._moment(self.asked.since) if self.asked.since is not None else 0

    def _moment(self, day: date) -> int:
        return moment_id(datetime.combine(day, time(), self.zone or timezone.get_current_timezone()), 0)

    def _people(self, hits: list[Hit]) -> Iterator[tuple[Hit, FoundPerson, int]]:
        ids = {hit.person_id for hit in hits if hit.person_id is not None}
        rows = people.visible_to(self.viewer).select_related("merged_into", "owner").filter(pk__in=ids)
        found = {person.pk: person for person in rows}
        # Somebody merged is found by their old name too, and shown as who they are now.
        merged = {p.merged_into_id for p in found.values() if p.merged_into_id} - found.keys()
        seen = {p.pk: p for p in people.visible_to(self.viewer).filter(pk__in=merged)} if merged else {}
        for hit in hits:
            one = found.get(hit.person_id or 0)
            if one is None or not self._has_phrases(one.full_name):
                continue
            person = found.get(one.merged_into_id or 0) or seen.get(one.merged_into_id or 0) or one
            alias = one.full_name if one.full_name != person.full_name else ""
            hint = " · ".join(filter(None, (alias, person.headline, person.location)))
            yield (
                hit,
                FoundPerson(person, snippets.marked(person.full_name, self.wanted, by_prefix=True), hint),
                person.pk,
            )

    def _jobs(self, hits: list[Hit]) -> Iterator[tuple[Hit, FoundJob, int]]:
        found = jobs.found(self.viewer, [hit.ref for hit in hits])
        for hit in hits:
            job = found.get(hit.ref)
            if job is not None and self._has_phrases(job.title):
                hint = " · ".join(filter(None, (job.department, job.city, str(job.get_state_display()))))
                yield hit, FoundJob(job, snippets.marked(job.title, self.wanted, by_prefix=True), hint), job.pk

    def _items(self, hits: list[Hit]) -> Iterator[tuple[Hit, FoundItem, int]]:
        standing = self._standing(hit.ref for hit in hits)
        opened = self._opened(standing.values())
        for hit in hits:
            about = standing.get((hit.ref, hit.person_id or 0))
            words_of = opened.get(about.pk) if about else None
            if about is None or words_of is None or not self._has_phrases("\n".join(words_of)):
                continue
            yield hit, self._item(about, *words_of), about.interaction_id

    def _files(self, hits: list[Hit]) -> Iterator[tuple[Hit, FoundItem, int]]:
        files = {f.pk: f for f in Attachment.objects.filter(pk__in=[hit.ref for hit in hits]).select_related("file")}
        standing = self._standing(file.interaction_id for file in files.values())
        names = vault_files.names([file.file for file in files.values()])
        for hit in hits:
            file = files.get(hit.ref)
            about = standing.get((file.interaction_id, hit.person_id or 0)) if file else None
            if file is None or about is None:
                continue
            name = names.get(file.file_id, "")
            if not name or not self._has_phrases(name):
                continue
            row = replace(self._item(about, name, ""), is_file=True, subject=snippets.marked(name, self.wanted))
            yield hit, row, file.pk

    def _item(self, about: About, subject: str, body: str) -> FoundItem:
        line = about.interaction
        return FoundItem(
            interaction_id=line.pk,
            person_id=about.person_id,
            person_name=about.person.full_name,
            kind=line.kind,
            direction=line.direction,
            job_title=line.job.title if line.job else "",
            at=line.occurred_at,
            subject=snippets.marked(subject, self.wanted),
            text=snippets.snippet(body, self.wanted) if body.strip() else [],
        )

    def _standing(self, interaction_ids: Iterable[int]) -> dict[tuple[int, int], About]:
        """Where items stand for this viewer: under people they see, in audiences they hold, not removed."""
        rows = About.objects.filter(
            interaction_id__in=list(interaction_ids),
            audience_id__in=self.viewer.audience_ids,
            is_removed=False,
            person__in=people.visible_to(self.viewer),
        )
        if self.asked.job_id is not None:
            rows = rows.filter(job_id=self.asked.job_id, job__in=jobs.visible_to(self.viewer))
        found = rows.select_related("interaction__job", "person")
        return {(row.interaction_id, row.person_id): row for row in found}

    def _opened(self, rows: Iterable[About]) -> dict[int, tuple[str, str]]:
        """Subject and plain text of each row whose words still open."""
        listed = list(rows)
        seals = vault.open_items(
            (bytes(r.interaction.seal_id), subjects.person(r.person_id), bytes(r.wrapped_key)) for r in listed
        )
        found = {}
        for row in listed:
            seal, line = seals.get(bytes(row.interaction.seal_id)), row.interaction
            if seal is not None:
                body = seal.text(TABLE, "body", line.body)
                found[row.pk] = (seal.text(TABLE, "subject", line.subject), rich.plain(body) if line.is_rich else body)
        return found

    def _has_phrases(self, text: str) -> bool:
        return all(words.contains_phrase(text, phrase) for phrase in self.wanted.phrases)
