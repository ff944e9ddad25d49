"""What the wire can do to us: broken lines, refusals, slow servers; one mail's trouble stays its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from rapport.channels.email.receipt import Answer, Fate
from rapport.channels.fake import FakeSession
from rapport.consent.models import Suppression
from rapport.lib.actor import SYSTEM
from rapport.messaging import transport
from rapport.messaging.models import Delivery, StopOrder
from rapport.messaging.tests import make
from rapport.messaging.tests.given import ACCEPTED, Sink, queued, sweep
from rapport.people.models import ContactPoint, Person
from rapport.people.services import add_contact_point
from rapport.people.tests import make as people

BROKEN = Answer(Fate.DEFERRED, text="the line broke", is_about="connection")
BUSY = Answer(Fate.DEFERRED, 451, "4.3.0", "busy", is_about="recipient")


@pytest.mark.django_db
def test_a_broken_line_touches_only_what_was_on_it(outside: FakeSession) -> None:
    """Invariant 10: every other message leaves in the same run, and the one on the line has lost no attempt."""
    mails = queued(20)
    outside.will(*[ACCEPTED] * 4, BROKEN, Answer(Fate.UNCERTAIN, text="no answer"))
    sweep()
    states = [make.state_of(mail) for mail in mails]
    assert states == ["sent"] * 4 + ["deferred", "uncertain"] + ["sent"] * 14
    assert Delivery.objects.get(state="deferred").attempts == 0


@pytest.mark.django_db
def test_a_line_that_is_down_rests_and_counts_against_nobody(outside: FakeSession) -> None:
    """Invariant 10: what was never offered waits as it was; the line is tried again after a pause."""
    queued(50)
    outside.will(*[BROKEN] * 20)
    sweep()
    assert Delivery.objects.filter(attempts=0).count() == 50
    assert Delivery.objects.filter(state="deferred").count() == 20
    assert Delivery.objects.filter(state="queued", claim=None).count() == 30
    assert transport.line().is_resting


@pytest.mark.django_db
def test_what_is_refused_for_good_is_never_repeated(outside: FakeSession) -> None:
    """Invariant 11, the first half: 5xx never repeats."""
    queued(1)
    outside.will(Answer(Fate.REFUSED, 550, "5.7.1", "no", is_about="message"))
    for day in range(5):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            sweep()
    assert len(outside.attempts) == 1 and Delivery.objects.get().state == "failed"


@pytest.mark.django_db
def test_what_is_deferred_climbs_the_ladder_and_ends_mail46(outside: FakeSession) -> None:
    """Invariant 11, the second half: back-off with jitter, at least what the server asked for, an end."""
    queued(1)
    outside.will(*[BUSY] * 60)
    waits = []
    now = timezone.now()
    while Delivery.objects.get().state in {"queued", "deferred"}:
        with time_machine.travel(now, tick=False):
            sweep()
        row = Delivery.objects.get()
        waits.append(row.due_at - now)
        now = row.due_at
    assert row.state == "failed" and row.code.startswith("451")
    assert timedelta(minutes=30) <= waits[0] <= timedelta(minutes=36)
    assert all(timedelta(hours=3) <= wait <= timedelta(minutes=216) for wait in waits[3:-1])
    assert len(set(waits[3:-1])) > 1  # jitter: a thousand mails do not come back at one moment
    assert timedelta(days=3.5) < sum(waits[:-1], timedelta()) < timedelta(days=5.5)


@pytest.mark.django_db
def test_a_time_in_the_answer_is_honoured(outside: FakeSession) -> None:
    """Invariant 11: whoever says when, is asked again then, not sooner."""
    queued(1)
    outside.will(Answer(Fate.DEFERRED, 451, "4.7.1", "in 5 hours", timedelta(hours=5), "recipient"))
    sweep()
    assert Delivery.objects.get().due_at >= timezone.now() + timedelta(hours=4, minutes=59)


@pytest.mark.django_db
def test_what_would_come_too_late_expires_mail47(outside: FakeSession) -> None:
    """Invariant 11: the expiry time ends the tries; it is never sent after it."""
    queued(1, expires_at=timezone.now() + timedelta(minutes=20))
    outside.will(BUSY)
    sweep()
    assert Delivery.objects.get().state == "expired"
    late = queued(1, expires_at=timezone.now() + timedelta(hours=1))[0]
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        sweep()
    assert make.state_of(late) == "expired" and len(outside.attempts) == 1
    rules = [finding["rule"] for finding in late.deliveries.get().decision["findings"]]
    assert rules == ["expired"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "suppresses"),
    [
        (Answer(Fate.REFUSED, 550, "5.1.1", "user unknown", is_about="recipient"), True),
        (Answer(Fate.REFUSED, 550, "5.1.10", "null MX", is_about="recipient"), True),
        (Answer(Fate.REFUSED, 550, "", "no such user here", is_about="recipient"), True),
        (Answer(Fate.REFUSED, 552, "5.2.2", "mailbox full", is_about="recipient"), False),
        (Answer(Fate.REFUSED, 550, "5.7.1", "blocked by policy", is_about="message"), False),
        (Answer(Fate.REFUSED, 550, "5.7.26", "unauthenticated", is_about="message"), False),
        (Answer(Fate.DEFERRED, 450, "4.1.1", "user unknown, later", is_about="recipient"), False),
        (Answer(Fate.REFUSED, 535, "5.7.8", "bad password", is_about="connection"), False),
        (Answer(Fate.UNCERTAIN, text="no answer"), False),
    ],
)
def test_only_a_dead_address_is_suppressed_mail40_mail41(
    outside: FakeSession, answer: Answer, suppresses: bool
) -> None:
    """Invariant 12: a permanent refusal of the address feeds suppression like a later bounce; nothing else does."""
    queued(1)
    outside.will(answer)
    sweep()
    assert Suppression.objects.exists() is suppresses
    assert (ContactPoint.objects.get().health == "suppressed") is suppresses


@pytest.mark.django_db
def test_a_mailbox_that_keeps_refusing_rests_for_a_month_mail41(outside: FakeSession) -> None:
    """Invariant 12: three soft failures in three days within thirty; then peace, then a new beginning."""
    person, start = people.person(), timezone.now()
    full = Answer(Fate.REFUSED, 552, "5.2.2", "mailbox full", is_about="recipient")
    for day in (0, 3, 6):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            make.sent(person)
            outside.will(full)
            sweep()
    with time_machine.travel(start + timedelta(days=7), tick=False):
        kept = make.sent(person)
        sweep()
        assert make.state_of(kept) == "suppressed"
        assert [f["rule"] for f in kept.deliveries.get().decision["findings"]] == ["resting_address"]
    with time_machine.travel(start + timedelta(days=37), tick=False):
        again = make.sent(person)
        sweep()
        assert make.state_of(again) == "sent"


@pytest.mark.django_db
def test_our_own_fault_pauses_the_lane_to_that_operator_and_blames_nobody_mail23(outside: FakeSession) -> None:
    """Invariant 12: a sender fault is ours; the lane towards the operator stops, other operators go on."""
    queued(3, domain="gmail.com")
    outside.will(*[Answer(Fate.REFUSED, 550, "5.7.26", "unauthenticated mail")] * 3)
    sweep()
    assert not Suppression.objects.exists()
    order = StopOrder.objects.get()
    assert (order.scope, order.cause) == ("operator", "sender_fault")
    there, elsewhere, urgent = (
        queued(1, domain="gmail.com")[0],
        queued(1)[0],
        queued(1, domain="gmail.com", lane="urgent")[0],
    )
    sweep()
    assert [make.state_of(mail) for mail in (there, elsewhere, urgent)] == ["held", "sent", "sent"]


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_server_is_spoken_to(outside: FakeSession) -> None:
    """Invariant 13: while a server stalls, a page can write."""
    seen = []

    def stalled() -> None:
        seen.append(connection.in_atomic_block)
        # On SQLite this would wait for ever behind an open transaction, and then fail.
        add_contact_point(SYSTEM, Person.objects.latest("pk"), channel="phone", value=f"+49 30 {1000 + len(seen)}")

    sink = Sink(before=stalled).plug_in()
    queued(45)
    sweep()
    assert sink.bodies.total() == 45
    assert seen == [False] * len(sink.windows) and len(seen) >= 3
