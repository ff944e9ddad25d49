"""When somebody was last in touch stays true, whatever becomes of the items it was read from."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from rapport.accounts.models import Audience
from rapport.accounts.tests import make as accounts
from rapport.jobs import services as jobs
from rapport.jobs.models import Job
from rapport.jobs.tests import make as job_makes
from rapport.lib.actor import SYSTEM
from rapport.lib.actor import user as actor_of
from rapport.people import services as people
from rapport.people.models import Person
from rapport.people.tests import make as persons
from rapport.timeline import services
from rapport.timeline.models import About, Interaction
from rapport.timeline.services import LogRequest, Visibility

pytestmark = pytest.mark.django_db
EVERYONE, ME = Visibility("everyone"), Visibility("only_me")


def last_touch(person: Person) -> datetime | None:
    return Person.objects.values_list("last_touch_at", flat=True).get(pk=person.pk)


def counted_by_hand(person: Person) -> datetime | None:
    """The same from first principles: one row at a time."""
    circles = list(person.audiences.values_list("audience_id", flat=True))
    moments = []
    for row in About.objects.select_related("interaction__audience", "person"):
        if person.pk not in (row.person_id, row.person.merged_into_id):
            continue
        line, audience = row.interaction, row.interaction.audience
        is_open = audience.kind == Audience.Kind.EVERYONE and (
            audience.job_id is None or not Job.objects.get(pk=audience.job_id).confidential
        )
        if line.kind == "call" and line.removed_at is None and (is_open or circles == [audience.pk]):
            moments.append(line.occurred_at)
    return max(moments, default=None)


def request(*about: Person, days: int, visibility: Visibility = EVERYONE, job: Job | None = None) -> LogRequest:
    return LogRequest(
        kind="call",
        occurred_at=timezone.now().replace(microsecond=0) - timedelta(days=days),
        about_ids=[person.pk for person in about],
        subject="Phone screen",
        visibility=visibility,
        job_id=job.pk if job else None,
    )


@pytest.mark.parametrize("seed", range(8))
def test_any_walk_of_changes_leaves_the_moment_that_a_recount_finds(seed: int) -> None:
    dice, staff = random.Random(seed), accounts.three()
    ada, job = actor_of(staff.ada.pk), job_makes.job(team=[(staff.ada.pk, "recruiter")])
    everybody = [persons.person(f"Person {n}", f"p{n}@home.example") for n in range(3)]
    written: list[Interaction] = []

    def some() -> list[Person]:
        return dice.sample(everybody, dice.randint(1, 2))

    def anew() -> LogRequest:
        circle, days = dice.choice([EVERYONE, EVERYONE, ME]), dice.randint(1, 300)
        return request(*some(), days=days, visibility=circle, job=dice.choice([None, job]))

    def log() -> None:
        written.append(services.log(ada, anew()))

    def edit() -> None:
        line = dice.choice(written)
        line.refresh_from_db()
        if line.removed_at is None:
            services.edit(ada, line.pk, anew(), revision=line.revision)

    def remove() -> None:
        line = dice.choice(written)
        line.refresh_from_db()
        if line.removed_at is None:
            services.remove(ada, line.pk)

    def bring_back() -> None:
        services.restore(ada, dice.choice(written).pk)

    def show() -> None:
        line = dice.choice(written)
        line.refresh_from_db()
        if line.removed_at is None:
            services.set_visibility(ada, line.pk, dice.choice([EVERYONE, ME]))

    def merge() -> None:
        one, other = dice.sample(everybody, 2)
        if not Person.objects.filter(merged_into__isnull=False).exists():
            people.merge(SYSTEM, one.pk, other.pk)

    def part() -> None:
        merged = Person.objects.filter(merged_into__isnull=False).first()
        if merged:
            people.unmerge(SYSTEM, merged.pk)

    def close() -> None:
        job.refresh_from_db()
        jobs.edit_job(SYSTEM, job.pk, revision=job.revision, changes={"confidential": not job.confidential})

    acts: list[Callable[[], None]] = [edit, remove, bring_back, show, merge, part, close]
    for _step in range(25):
        job.refresh_from_db()
        act = dice.choice(acts) if len(written) > 3 and dice.random() < 0.7 else log
        if job.confidential and act is not close:
            close()
        act()
        for person in everybody:
            person.refresh_from_db()
            assert person.last_touch_at == counted_by_hand(person), act.__name__


def test_what_is_said_to_two_counts_for_both_and_a_correction_takes_it_from_one() -> None:
    staff, one, other = accounts.three(), persons.person(), persons.person("Omar Khalil", "o@example.org")
    ada = actor_of(staff.ada.pk)
    line = services.log(ada, request(one, other, days=2))
    assert last_touch(one) == last_touch(other) == line.occurred_at
    services.edit(ada, line.pk, request(one, days=5), revision=line.revision)
    line.refresh_from_db()
    assert (last_touch(one), last_touch(other)) == (line.occurred_at, None)


def test_a_job_that_becomes_confidential_takes_its_talks_out_of_the_order() -> None:
    staff, person = accounts.three(), persons.person()
    job = job_makes.job(team=[(staff.ada.pk, "recruiter")])
    ada = actor_of(staff.ada.pk)
    early = services.log(ada, request(person, days=9))
    late = services.log(ada, request(person, days=1, job=job))
    assert last_touch(person) == late.occurred_at
    job.refresh_from_db()
    jobs.edit_job(ada, job.pk, revision=job.revision, changes={"confidential": True})
    assert last_touch(person) == early.occurred_at == counted_by_hand(person)
