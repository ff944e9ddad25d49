"""The outbox as a ledger: what is committed together, claimed once, marked before it leaves, and never overwritten."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.db import transaction
from django.utils import timezone

from rapport.channels.email.receipt import Answer, Fate
from rapport.channels.fake import FakeSession
from rapport.jobs import services as jobs
from rapport.jobs.models import Application
from rapport.jobs.tests import make as make_jobs
from rapport.lib import faults
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict
from rapport.messaging import services
from rapport.messaging.domain import summary
from rapport.messaging.models import Delivery, Message
from rapport.messaging.services.outbox import claiming
from rapport.messaging.tests import make
from rapport.messaging.tests.given import Sink, in_threads, queued, sweep
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """What a killed process amounts to inside of one: nothing more of it runs."""


@pytest.fixture
def killed_at():
    """Die at a fault point, once."""

    def arm(point: str) -> None:
        def hook(_number: int, name: str) -> None:
            if name == point:
                faults.arm(None)
                raise Killed

        faults.arm(hook)

    yield arm
    faults.arm(None)


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def lease_over() -> None:
    Delivery.objects.filter(claimed_until__isnull=False).update(claimed_until=timezone.now() - timedelta(seconds=1))


def test_a_move_and_its_mail_commit_together_or_not_at_all(outside: FakeSession) -> None:
    """Invariant 1."""
    person, job = people.person(), make_jobs.job()
    application = jobs.apply(SYSTEM, person=person, job=job, source="sourced")
    stage = make_jobs.stage(job, "interview")
    with pytest.raises(Killed), transaction.atomic():
        jobs.move(SYSTEM, application.pk, to_stage_id=stage.pk, mail="sent")
        assert Message.objects.count() == Delivery.objects.count() == 1
        raise Killed
    assert not Message.objects.exists() and not Delivery.objects.exists()
    assert Application.objects.get().stage_id != stage.pk
    jobs.move(SYSTEM, application.pk, to_stage_id=stage.pk, mail="sent")
    assert Delivery.objects.count() == 1 and Application.objects.get().stage_id == stage.pk


def test_one_cause_sends_one_mail_however_often_it_fires(outside: FakeSession) -> None:
    """Invariant 2: twenty threads fire one trigger over and over."""
    person = people.person()
    make.sent(person, once="warm")  # the first words make the person's key
    wanted = make.request(person, once="status_interview:move:7:3", origin="system")

    def fire() -> None:
        for _ in range(20):
            services.send(SYSTEM, wanted)

    assert in_threads(20, fire) == []
    assert Message.objects.filter(once="status_interview:move:7:3").count() == 1
    assert Message.objects.count() == Delivery.objects.count() == 2


def test_an_application_is_confirmed_once(outside: FakeSession) -> None:
    """Invariant 2, through the trigger itself."""
    jobs.apply(SYSTEM, person=people.person(), job=make_jobs.job())
    kept = Message.objects.get()
    assert kept.once is not None and kept.once.startswith("application_received:application:")


def test_every_try_is_the_same_mail(outside: FakeSession) -> None:
    """Invariant 3: one Message-ID, one token, the same bytes on every try."""
    queued(1, html="<p>Grüße aus Köln</p>")
    outside.will(*[Answer(Fate.DEFERRED, 451, "4.3.0", "busy")] * 3)
    for _ in range(4):
        sweep()
        Delivery.objects.update(due_at=timezone.now())
    assert len(outside.attempts) == 4
    assert len(set(outside.attempts)) == 1
    mail = message_from_bytes(outside.attempts[0].wire, policy=policy.default)
    assert mail["Message-ID"] == Message.objects.get().message_id


def test_two_senders_of_one_row_let_one_body_out(outside: FakeSession) -> None:
    """Invariant 4: leaving "claimed" is a compare-and-swap on id, token and state."""
    queued(1)
    page = claiming.take(("normal",))

    def second(_number: int, name: str) -> None:
        # Between building and marking, somebody else takes the row over and sends it.
        if name == "words opened":
            faults.arm(None)
            lease_over()
            services.free_lapsed()
            sweep()

    claiming.give_back(page, page.ids)
    faults.arm(second)
    sweep()
    faults.arm(None)
    assert len(outside.attempts) == 1
    assert states() == {"sent": 1}


@pytest.mark.parametrize(
    ("point", "after"),
    [
        ("after the claim", "queued"),
        ("words opened", "queued"),
        ("marked, not committed", "queued"),
        ("marked and committed", "uncertain"),
        ("before the window leaves", "uncertain"),
        ("after the window left", "uncertain"),
        ("recorded, not committed", "uncertain"),
        ("recorded and committed", "sent"),
    ],
)
def test_a_death_at_any_point_leaves_a_row_due_or_in_doubt_but_never_both(
    outside: FakeSession, killed_at, point: str, after: str
) -> None:
    """Invariant 5: "submitting" is durable before a byte leaves; after a restart such a row is never queued."""
    queued(3)
    killed_at(point)
    with pytest.raises(Killed):
        sweep()
    lease_over()
    services.free_lapsed()
    assert states() == {after: 3}
    before = len(outside.attempts)
    sweep()
    assert len(outside.attempts) == (3 if after == "queued" else before)


def test_bodies_and_states_never_contradict(outside: FakeSession, killed_at) -> None:
    """Invariant 6: no body more than attempts that ended in doubt and were resent by policy; no row missing."""
    sink, dice = Sink().plug_in(), random.Random(6)
    queued(30)
    queued(10, lane="urgent")
    for _ in range(60):
        killed_at(dice.choice(faults.POINTS))
        try:
            sweep()
        except Killed:
            lease_over()
            services.free_lapsed()
    faults.arm(None)
    while sweep():
        pass
    assert sum(states().values()) == 40
    assert set(states()) <= {"sent", "uncertain"}
    for row in Delivery.objects.select_related("contact_point"):
        bodies = sink.bodies[row.contact_point.value]
        assert bodies <= 1 + row.resends
        assert bodies >= (row.state == "sent")
        assert row.resends == 0 or row.lane == "urgent"  # what may wait is asked about, not repeated


def test_who_slept_past_the_lease_overwrites_nobody(outside: FakeSession) -> None:
    """Invariant 7: between submitting and recording, the claim passes on; the first one's record changes nothing."""
    queued(1, lane="urgent")  # resent at once when in doubt

    def slept() -> None:
        sink._before = lambda: None
        lease_over()
        services.free_lapsed()
        claimed = claiming.take(("urgent",))
        assert len(claimed.ids) == 1
        Delivery.objects.filter(pk__in=claimed.ids).update(state="submitting")

    sink = Sink(before=slept).plug_in()
    sweep()
    row = Delivery.objects.get()
    assert row.state == "submitting" and row.claim is not None and row.sent_at is None
    assert sink.bodies.total() == 1


def test_workers_share_a_queue_without_a_lock_file(outside: FakeSession) -> None:
    """Invariant 8: four workers, every body once."""
    sink = Sink().plug_in()
    queued(60)
    claiming_page, claiming.PAGE = claiming.PAGE, 7

    def work() -> None:
        while Delivery.objects.filter(state__in=["queued", "claimed", "submitting"]).exists():
            sweep()

    try:
        assert in_threads(4, work) == []
    finally:
        claiming.PAGE = claiming_page
    assert sink.bodies.total() == len(sink.bodies) == 60
    assert states() == {"sent": 60}


@pytest.mark.parametrize("seed", range(3))
def test_summaries_say_what_the_rows_say(outside: FakeSession, seed: int) -> None:
    """Invariant 9: whatever happened in whatever order, each summary is the fold of its rows, and none is early."""
    dice = random.Random(seed)
    answers = [
        Answer(Fate.ACCEPTED, 250),
        Answer(Fate.REFUSED, 550, "5.7.1"),
        Answer(Fate.DEFERRED, 451),
        Answer(Fate.UNCERTAIN),
    ]
    Sink(answer=lambda envelope: dice.choice(answers)).plug_in()
    mails = queued(12)
    for _ in range(25):
        act = dice.choice(["sweep", "recall", "due", "stop", "start"])
        try:
            if act == "sweep":
                sweep()
            elif act == "recall":
                services.recall_all(SYSTEM, rule="none")
            elif act == "due":
                Delivery.objects.filter(state="deferred").update(due_at=timezone.now())
            elif act == "stop":
                services.stop(SYSTEM, "all", reason="a test")
            else:
                services.start(SYSTEM, dice.randrange(1, 9))
        except Exception as error:
            assert isinstance(error, Conflict) or "stop" in str(error)
    for mail in mails:
        rows = list(mail.deliveries.values_list("part", "state", "outcome"))
        mail.interaction.refresh_from_db()
        assert mail.interaction.status == summary(rows)
        if mail.interaction.status == "accepted":
            assert {state for _, state, _ in rows} == {"sent"}
