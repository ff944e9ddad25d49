"""A large company of a seed, written set-wise: people, their sealed histories and index, jobs and applications.

The rows are those the services would have written; `verify` opens a sample of them through the queries. What no
page of a timeline or board reads (facts, versions that pages poll) is left out.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection, transaction

from rapport.accounts import services as accounts
from rapport.demo import queries
from rapport.demo.bench.prose import COMMON, MID, RARE, Letter, Prose
from rapport.demo.bench.rows import Table, moment, parts, settle
from rapport.jobs import services as jobs
from rapport.jobs.models import Application, Job, StageMove
from rapport.lib import words
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import RapportError
from rapport.people import domain as people_domain
from rapport.people.models import ContactPoint, Person, PersonAudience
from rapport.search.domain import blind, moment_id
from rapport.search.engines import engine
from rapport.search.models import SearchDoc
from rapport.search.queries import PURPOSE
from rapport.timeline import queries as timeline
from rapport.timeline.models import About, Interaction, Participant
from rapport.timeline.services.record import TABLE, preview_of
from rapport.vault import domain as subjects
from rapport.vault import queries as vault
from rapport.vault import services as vault_services

SIZES: Final = (20, 2_000, 20_000)  # how many items the three people have that pages are measured with
SEEN_BY_FEW: Final = 5  # so many of each of these the almost blind viewer may see
START: Final = datetime(2022, 1, 3, 8, 0, tzinfo=UTC)
DAYS: Final = 1_700
SAMPLE_EVERY: Final = 9_973
Say = Callable[[str], None]


@dataclass
class Scale:
    """What was made, by id, for whoever measures with it."""

    recruiter_id: int
    interviewer_id: int
    job_id: int
    few_job_id: int
    measured: dict[int, int] = field(default_factory=dict)  # items -> person
    people: int = 0
    items: int = 0
    samples: dict[int, tuple[str, str]] = field(default_factory=dict)
    rare: str = RARE
    mid: str = MID
    common: str = COMMON


@dataclass(frozen=True, slots=True)
class _House:
    staff: list[int]
    everyone: int
    few: int
    prose: Prose
    random: random.Random


def fill(*, people: int = 20_000, items: int = 200_000, seed: int = 1, say: Say = print) -> Scale:
    """Fill an empty database; the same seed makes the same company, sealed under keys of its own."""
    began = time.monotonic()
    scale, house, board, few = _company(seed)
    _people(scale, house, people, board, few)
    say(f"  {people:,} people after {time.monotonic() - began:.0f} s")
    _histories(scale, house, people, items)
    say(f"  {scale.items:,} items after {time.monotonic() - began:.0f} s")
    verify(scale)
    return scale


def _company(seed: int) -> tuple[Scale, _House, Job, Job]:
    team = accounts.save_team(SYSTEM, None, "Recruiting", [])
    staff = [
        accounts.create_user(SYSTEM, email=f"recruiter{n}@scale.example", name=name, roles=["recruiter"], teams=[team])
        for n, name in enumerate(("Ada Lovelace", "Ben Okafor", "Carla Diaz", "Dilip Rao"))
    ]
    interviewer = accounts.create_user(
        SYSTEM, email="interviewer@scale.example", name="Cleo Petrov", roles=["interviewer"]
    )
    board = jobs.open_job(SYSTEM, title="Associate Counsel", team_id=team.pk, owner_id=staff[0].pk)
    few = jobs.open_job(SYSTEM, title="Librarian", team_id=team.pk, team=[(interviewer.pk, "interviewer")])
    for n in range(60):
        jobs.open_job(SYSTEM, title=f"Counsel {n}", team_id=team.pk, owner_id=staff[n % len(staff)].pk)
    house = _House(
        [user.pk for user in staff],
        jobs.audience_for("everyone"),
        jobs.audience_for("everyone", job_id=few.pk),
        Prose(seed, vault.derived_key(PURPOSE)),
        random.Random(seed + 1),
    )
    return Scale(staff[0].pk, interviewer.pk, board.pk, few.pk), house, board, few


def _people(scale: Scale, house: _House, count: int, board: Job, few: Job) -> None:
    """Persons with an address each; one in eight stands on the large board, a few on the small one."""
    persons = Table(Person, source="applied", time_zone="Europe/Berlin", location="Hamburg", country="DE")
    points = Table(ContactPoint, channel="email", is_primary=True)
    seen, docs = Table(PersonAudience), _Docs()
    applications, moves = Table(Application), Table(StageMove)
    stages = {job.pk: queries.first_stages(job.pk, 4) for job in (board, few)}
    on_board = jobs.audience_for("everyone", job_id=board.pk)
    for some in parts(count):
        for n in some:
            name, at = house.prose.name(n), START + timedelta(minutes=n)
            address = f"person{n}@scale.example"
            id = persons.add(
                token=f"scale{n}",
                full_name=name,
                sort_name=people_domain.sort_name(name),
                created_at=moment(at),
                last_touch_at=moment(at + timedelta(days=house.random.randrange(DAYS))),
                owner_id=house.staff[n % len(house.staff)],
            )
            points.add(person_id=id, value=address, canonical=address)
            circles = [house.everyone]
            if n < len(SIZES):
                scale.measured[SIZES[n]] = id
            for job, chosen, circle in ((board, n % 8 == 0, on_board), (few, n < len(SIZES), house.few)):
                if chosen:
                    stage = stages[job.pk][house.random.randrange(4) if job is board else 0]
                    entered = applications.add(
                        person_id=id, job_id=job.pk, stage_id=stage.pk, applied_at=moment(at), stage_since=moment(at)
                    )
                    moves.add(application_id=entered, to_stage_id=stage.pk, at=moment(at))
                    circles.append(circle)
            tokens = blind(words.name_tokens(name) | words.tokens(address), house.prose.key)
            for circle in circles:
                docs.add("person", seen.add(person_id=id, audience_id=circle), at, tokens, id, circle, house.random)
        with transaction.atomic():
            for table in (persons, points, seen, applications, moves):
                table.flush()
            docs.flush()
    scale.people = count
    settle(persons, points, seen, applications, moves)


def _histories(scale: Scale, house: _House, people: int, items: int) -> None:
    """Items sealed under the key of their person, each with who took part, its place on the timeline and its words."""
    lines, abouts, parts_, docs = Table(Interaction, params={}), Table(About), Table(Participant), _Docs()
    first = min(scale.measured.values())
    owners = [id for size, id in scale.measured.items() for _ in range(min(size, items // 3))]
    owners += [first + house.random.randrange(len(SIZES), people) for _ in range(max(0, items - len(owners)))]
    house.random.shuffle(owners)
    shown = dict.fromkeys(scale.measured.values(), 0)
    span = DAYS * 86_400
    for some in parts(len(owners), 2_500):
        sealed = vault_services.new_items([[subjects.person(owners[n])] for n in some])
        for n, item in zip(some, sealed, strict=True):
            id, letter, user = owners[n], house.prose.letter(), house.staff[n % len(house.staff)]
            at = START + timedelta(seconds=span * n // len(owners) + house.random.randrange(60))
            kind, direction, code = _KINDS[house.random.randrange(len(_KINDS))]
            circle = house.everyone
            # Spread over the whole history, so that a reader of these few has to be led to them by an index.
            if id in shown and shown[id] < SEEN_BY_FEW and n >= shown[id] * len(owners) // (SEEN_BY_FEW + 1):
                shown[id] += 1
                circle = house.few
            logged = kind in {"call", "note"}
            line = lines.add(
                kind=kind,
                direction=direction,
                occurred_at=moment(at),
                recorded_at=moment(at),
                audience_id=circle,
                actor_kind="user",
                actor_id=user,
                logged_by_id=user if logged else None,
                is_logged=kind == "call",
                seal_id=item.seal_id,
                subject=item.seal(TABLE, "subject", letter.subject),
                preview=item.seal(TABLE, "preview", preview_of(letter.body)),
                body=item.seal(TABLE, "body", letter.body),
                status=code,
                answered_at=moment(at) if direction == "in" else None,
                duration_s=600 if kind == "call" else None,
            )
            abouts.add(
                interaction_id=line,
                person_id=id,
                occurred_at=moment(at),
                kind=kind,
                audience_id=circle,
                wrapped_key=item.wraps[subjects.person(id)],
            )
            ends = ("to", "from") if direction == "in" else ("from", "to")
            if kind != "note":
                parts_.add(interaction_id=line, part=ends[0], user_id=user)
                parts_.add(interaction_id=line, part=ends[1], person_id=id)
            docs.add("item", line, at, letter.tokens, id, circle, house.random)
            _sample(scale, n, line, letter)
        with transaction.atomic():
            for table in (lines, abouts, parts_):
                table.flush()
            docs.flush()
    scale.items = len(owners)
    settle(lines, abouts, parts_)


# Kind, direction and delivery, as often as they are common.
_KINDS: Final = (
    *[("email", "out", "delivered")] * 4,
    *[("email", "in", "")] * 3,
    ("text", "out", "accepted"),
    ("call", "out", ""),
    ("note", "none", ""),
)


class _Docs:
    """Documents of the index with tokens that are worked out already."""

    def __init__(self) -> None:
        self.table = Table(SearchDoc, normaliser=words.NORMALISER_VERSION, tokens=())
        self.tokens_field = self.table.fields[self.table.at["tokens"]]
        self.taken: set[int] = set()
        self.pending: list[tuple[int, tuple[int, ...]]] = []

    def add(
        self, kind: str, ref: int, at: datetime, tokens: tuple[int, ...], person: int, audience: int, r: random.Random
    ) -> None:
        id = moment_id(at, r.getrandbits(20))
        while id in self.taken:
            id = moment_id(at, r.getrandbits(20))
        self.taken.add(id)
        made = self.tokens_field.get_db_prep_save(tokens, connection)
        self.table.add(id, kind=kind, ref=ref, person_id=person, audience_id=audience, tokens=made)
        self.pending.append((id, tokens))

    def flush(self) -> None:
        index, using = engine()
        self.table.flush()
        index.add(using, sorted(self.pending))
        self.pending.clear()


def _sample(scale: Scale, n: int, line: int, letter: Letter) -> None:
    if n % SAMPLE_EVERY == 0:
        scale.samples[line] = (letter.subject, letter.body)


def verify(scale: Scale) -> None:
    """Open a sample through the queries: the words are what was written, and the index finds them."""
    viewer = queries.viewer(scale.recruiter_id)
    for id, (subject, body) in scale.samples.items():
        found = timeline.detail(viewer, id)
        if (found.item.subject, found.body) != (subject, body):
            raise RapportError(f"Item {id} does not read as it was written.")
        phrase = " ".join(body.split("\n\n")[0].split()[:14])
        hits = timeline.find(viewer, [found.item.person_id], f'"{phrase}"').hits
        if id not in {hit.item.id for hit in hits}:
            raise RapportError(f"Item {id} is not found by its own words.")
    for size, id in scale.measured.items():
        if len(timeline.page(viewer, [id], "all").items) < min(size - 2 * SEEN_BY_FEW, 20):
            raise RapportError(f"The history of person {id} is too short.")
        few = queries.viewer(scale.interviewer_id)
        if not 0 < len(timeline.page(few, [id], "all").items) <= SEEN_BY_FEW:
            raise RapportError(f"The interviewer should see a few items of person {id}.")
