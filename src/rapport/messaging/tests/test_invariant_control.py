"""Pace, fairness and the hand on the switch: limits hold, urgent passes, a stop stops, a recall counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.channels.email.receipt import Answer, Fate
from rapport.channels.fake import FakeSession
from rapport.lib import faults
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, NotAllowed
from rapport.lib.pace import Limit
from rapport.messaging import queries, services, transport
from rapport.messaging.models import Bucket, Delivery, Draft, StopOrder
from rapport.messaging.services.outbox import buckets
from rapport.messaging.sweeps import SWEEPS
from rapport.messaging.tests import make
from rapport.messaging.tests.given import ACCEPTED, Sink, in_threads, queued, sweep
from rapport.people.tests import make as people
from rapport.worker.sweep import Lane

MINUTE = timedelta(minutes=1)


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Limit:
    """Ten mails a minute to Google, so that a test need not send hundreds."""
    limit = Limit(10, MINUTE, 0.3)
    monkeypatch.setitem(buckets.LIMITS, "google", limit)
    return limit


@pytest.mark.django_db
def test_no_stretch_of_a_minute_exceeds_the_limit_whoever_sends(outside: FakeSession, narrow: Limit) -> None:
    """Invariant 19: over all windows; every turn reads its bucket from the row, as after a restart."""
    queued(18, domain="gmail.com")
    queued(12, domain="gmail.com", lane="bulk")
    start = timezone.now()
    for second in range(0, 480, 4):
        with time_machine.travel(start + timedelta(seconds=second), tick=False):
            transport.connect(lambda: outside)  # a new process knows nothing but the rows
            sweep("bulk" if second % 8 else "normal")
    times = sorted(Delivery.objects.filter(state="sent").values_list("sent_at", flat=True))
    assert len(times) == 30
    for first in times:
        assert sum(first <= moment < first + MINUTE for moment in times) <= narrow.count


@pytest.mark.django_db(transaction=True)
def test_four_workers_share_one_bucket(outside: FakeSession, narrow: Limit) -> None:
    """Invariant 19: across workers; what none of them gets a token for waits."""
    sink = Sink().plug_in()
    queued(24, domain="gmail.com")
    assert in_threads(4, lambda: [sweep() for _ in range(4)] and None) == []
    assert 1 <= sink.bodies.total() <= narrow.count
    waiting = Delivery.objects.filter(state="queued", due_at__gt=timezone.now())
    assert waiting.count() == 24 - sink.bodies.total()


@pytest.mark.django_db
def test_an_operator_that_asks_gets_half_the_rate_for_a_quarter_of_an_hour_mail49(outside: FakeSession) -> None:
    """Invariant 19: the slow-down is a row as well, and binds everybody."""
    queued(1, domain="gmail.com")
    outside.will(Answer(Fate.DEFERRED, 421, "4.7.28", "too fast", is_about="recipient"))
    sweep()
    slowed = Bucket.objects.get(operator="google").slowed_until
    assert slowed is not None and slowed >= timezone.now() + timedelta(minutes=14, seconds=55)
    assert not Bucket.objects.filter(operator="other").exists()


@pytest.mark.django_db
def test_a_slow_house_delays_only_its_own(outside: FakeSession, narrow: Limit) -> None:
    """Invariant 20: an empty bucket or a stop of one house holds up no other."""
    queued(20, domain="gmail.com")
    others = queued(20)
    sweep()
    assert {make.state_of(mail) for mail in others} == {"sent"}
    assert Delivery.objects.filter(state="queued").count() >= 10


@pytest.mark.django_db
def test_what_is_urgent_never_waits_behind_bulk(outside: FakeSession, narrow: Limit) -> None:
    """Invariant 20: lanes have threads of their own, and bulk leaves tokens for them, and keeps its share."""
    lanes = {sweep.name: sweep.lane for sweep in SWEEPS}
    assert lanes["messaging.send_urgent"] == Lane.URGENT
    assert lanes["messaging.send"] == Lane.NORMAL
    assert lanes["messaging.send_bulk"] == Lane.BULK
    queued(40, domain="gmail.com", lane="bulk")
    sweep("bulk")
    urgent = queued(1, domain="gmail.com", lane="urgent")[0]
    sweep("urgent")
    assert make.state_of(urgent) == "sent"
    assert Delivery.objects.filter(lane="bulk", state="sent").exists()


@pytest.mark.django_db
def test_bulk_goes_on_under_a_flood_of_other_mail(outside: FakeSession, narrow: Limit) -> None:
    """Invariant 20: its minimum share is its own."""
    queued(30, domain="gmail.com")
    queued(10, domain="gmail.com", lane="bulk")
    start = timezone.now()
    for second in range(0, 120, 5):
        with time_machine.travel(start + timedelta(seconds=second), tick=False):
            sweep("normal")
            sweep("bulk")
    assert Delivery.objects.filter(lane="bulk", state="sent").count() >= 2


@pytest.mark.django_db
def test_after_a_stop_at_most_a_window_leaves(outside: FakeSession) -> None:
    """Invariant 21: the stop is committed in mid-run; what was marked leaves, nothing after it."""
    queued(100)
    windows = 0

    def then(_number: int, name: str) -> None:
        nonlocal windows
        windows += name == "after the window left"
        if name == "marked and committed" and windows == 2:
            faults.arm(None)
            services.stop(SYSTEM, "all", reason="a test")

    faults.arm(then)
    sweep()
    faults.arm(None)
    assert len(outside.sent) == 3 * transport.WINDOW
    assert Delivery.objects.filter(state="held", stop=StopOrder.objects.get()).count() == 40
    services.start(SYSTEM, StopOrder.objects.get().pk)
    sweep()
    assert len(outside.sent) == 100


@pytest.mark.django_db(transaction=True)
def test_a_stop_binds_every_worker(outside: FakeSession) -> None:
    """Invariant 21: four workers, one stop; after its commit at most a window on each line."""
    after = []

    def before() -> None:
        if len(sink.windows) == 4:
            services.stop(SYSTEM, "all", reason="a test")
        after.append(StopOrder.objects.exists())

    sink = Sink(before=before).plug_in()
    queued(240)
    assert in_threads(4, lambda: [sweep() for _ in range(3)] and None) in ([], [Conflict])
    stopped_at = after.index(True)
    assert len(after) - stopped_at <= 4
    assert sink.bodies.total() + Delivery.objects.filter(state__in=["held", "queued"]).count() == 240


@pytest.mark.django_db
def test_a_recall_counts_what_it_stopped_and_lists_what_it_did_not(outside: FakeSession) -> None:
    """Invariant 22: stopped + left = total; what a worker only holds is taken from it."""
    queued(50, origin="system", template_key="status_offer")
    other = queued(1)[0]
    answers = []

    def then(_number: int, name: str) -> None:
        if name == "marked and committed":
            faults.arm(None)
            answers.append(services.recall_all(SYSTEM, rule="status_offer"))

    faults.arm(then)
    sweep()
    faults.arm(None)
    told = answers[0]
    assert told.stopped + len(told.left) == 50
    assert {left.state for left in told.left} == {"submitting"} and len(told.left) == transport.WINDOW
    assert Delivery.objects.filter(state="recalled").count() == told.stopped
    assert make.state_of(other) == "sent"
    assert len(outside.sent) == transport.WINDOW + 1
    again = services.recall_all(SYSTEM, rule="status_offer")
    assert (again.stopped, len(again.left)) == (0, transport.WINDOW)


@pytest.mark.django_db
def test_a_recall_by_person_reaches_that_person_alone(outside: FakeSession) -> None:
    """Invariant 22: by person; a rule asks for the right to everybody's outbox."""
    staff = accounts.three()
    ada = staff.actor(staff.ada)
    diana, omar = people.person(), people.person("Omar", "omar@example.org")
    later = timezone.now() + timedelta(hours=1)
    mine = [make.sent(diana, by=ada, send_at=later) for _ in range(2)]
    theirs = make.sent(omar, by=ada, send_at=later)
    assert services.recall_all(ada, person_id=diana.pk).stopped == 2
    assert [make.state_of(mail) for mail in (*mine, theirs)] == ["recalled", "recalled", "queued"]
    with pytest.raises(NotAllowed):
        services.recall_all(staff.actor(staff.ada), rule="status_offer")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scheduled", "late", "state"),
    [
        (True, timedelta(hours=3), "sent"),
        (True, timedelta(hours=5), "held"),
        (False, timedelta(hours=5), "sent"),
        (False, timedelta(hours=25), "held"),
    ],
)
def test_a_schedule_missed_by_too_much_asks_a_person(
    outside: FakeSession, scheduled: bool, late: timedelta, state: str
) -> None:
    """Invariant 24: after a long outage, or in a restored copy, nothing leaves by surprise."""
    staff = accounts.three()
    ada = staff.actor(staff.ada)
    due = timezone.now() + timedelta(hours=2) if scheduled else timezone.now()
    message = make.sent(people.person(), by=ada, send_at=due if scheduled else None)
    with time_machine.travel(due + late, tick=False):
        sweep()
        assert make.state_of(message) == state
        if state == "held":
            services.release(ada, message.pk)
            sweep()
            assert make.state_of(message) == "sent"


@pytest.mark.django_db
def test_too_many_refusals_stop_the_lane_by_themselves(outside: FakeSession) -> None:
    """The breaker: after a first few it stops, and counts anew when somebody starts it again."""
    unknown = Answer(Fate.REFUSED, 550, "5.1.1", "unknown")
    sink = Sink(answer=lambda envelope: unknown if "0@example.org" in envelope.recipient else ACCEPTED).plug_in()
    queued(100, lane="bulk")
    sweep()
    order = StopOrder.objects.get()
    assert (order.cause, order.scope) == ("breaker", "lane")
    assert sum(sink.windows) <= 20 + 2 * transport.WINDOW
    by_hand = queued(1, domain="example.net")[0]
    sweep()
    assert make.state_of(by_hand) == "sent"  # another lane
    services.start(SYSTEM, order.pk)
    sweep()
    assert sink.windows == [20, 1, 20]  # a first few again, and again too many
    assert StopOrder.objects.filter(started_at=None).count() == 1


@pytest.mark.django_db
def test_a_mail_waits_for_undo_on_the_server_and_then_leaves(outside: FakeSession) -> None:
    """Held here and not in the browser: closing the page neither loses nor hastens it."""
    staff = accounts.three()
    ada = staff.actor(staff.ada)
    first, second = (make.sent(people.person(f"P{n}", f"p{n}@example.org"), by=ada, undo_for=10) for n in range(2))
    sweep()
    assert not outside.attempts
    services.undo(ada, first.pk)
    assert make.state_of(first) == "recalled"
    assert Draft.objects.get().person_id == first.person_id  # its words are back in the composer
    with time_machine.travel(timezone.now() + timedelta(seconds=11), tick=False):
        with pytest.raises(Conflict):
            services.undo(ada, second.pk)
        sweep()
    assert make.state_of(second) == "sent"
    assert len(outside.sent) == 1
    assert queries.opened([second])


@pytest.mark.django_db
def test_doubt_is_settled_by_lane_by_report_or_by_an_answer_mail48(outside: FakeSession) -> None:
    """Urgent goes once more with the same bytes, and only once; the rest asks a person, unless they answer first."""
    urgent, normal = queued(1, lane="urgent")[0], queued(1)[0]
    unknown = Answer(Fate.UNCERTAIN, text="no answer")
    outside.will(unknown, unknown, unknown)
    for _ in range(4):
        sweep()
    assert len(outside.attempts) == 3
    assert outside.attempts[0] == outside.attempts[2]
    assert [make.state_of(mail) for mail in (urgent, normal)] == ["uncertain", "uncertain"]
    asked = next(sent for sent in outside.attempts if sent.recipients == (make.address(normal.person).value,))
    make.arrive(make.answer_to(asked.wire, sender=f"C <{make.address(normal.person).value}>"))
    assert [make.state_of(mail) for mail in (urgent, normal)] == ["uncertain", "sent"]
