"""The right person, and still right: every fact is read again in the transaction that marks, and every no has a why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.accounts.models import Role, User, UserRole
from rapport.accounts.tests import make as accounts
from rapport.channels.email.receipt import Answer, Fate
from rapport.channels.fake import FakeSession
from rapport.consent import services as consent
from rapport.db import installation
from rapport.jobs import services as jobs
from rapport.jobs.models import Reason
from rapport.jobs.tests import make as make_jobs
from rapport.lib import faults
from rapport.lib.actor import SYSTEM
from rapport.lib.decision import Decision
from rapport.messaging import services
from rapport.messaging.domain import Recipient
from rapport.messaging.models import Bucket, Delivery, Message
from rapport.messaging.reasons import reasons, told
from rapport.messaging.services.outbox import buckets
from rapport.messaging.tests import make
from rapport.messaging.tests.given import queued, sweep
from rapport.people import services as people_services
from rapport.people.models import ContactPoint, Person
from rapport.people.tests import make as people

pytestmark = pytest.mark.django_db


def why(message: Message) -> list[str]:
    kept = message.deliveries.get(part="to").decision
    return [finding["rule"] for finding in kept["findings"]]


def withdraw_application(person: Person) -> None:
    reason = Reason.objects.create(kind="withdrawn", label={"en": "Found another job"})
    application = person.applications.get()
    jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(application.job, "withdrawn").pk, reason_id=reason.pk)


CHANGES: dict[str, tuple[Callable[[Person], Any], str]] = {
    "consent": (
        lambda p: consent.withdraw(SYSTEM, p.pk, channel="email", purpose="hiring", source="mail"),
        "withdrawn_consent",
    ),
    "do not contact": (lambda p: consent.do_not_contact(SYSTEM, p.pk, reason="asked"), "do_not_contact"),
    "suppression": (
        lambda p: consent.suppress(SYSTEM, make.address(p).value, reason="complaint", proof={}),
        "suppressed_address",
    ),
    "address taken off": (lambda p: ContactPoint.objects.filter(person=p).delete(), "no_address"),
    "address corrected": (
        lambda p: ContactPoint.objects.filter(person=p).update(value="new@example.org"),
        "address_changed",
    ),
    "person removed": (lambda p: people_services.remove_person(SYSTEM, p.pk), "person_gone"),
    "stage left": (
        lambda p: jobs.move(
            SYSTEM, p.applications.get().pk, to_stage_id=make_jobs.stage(p.applications.get().job, "screen").pk
        ),
        "moved_on",
    ),
    "application withdrawn": (withdraw_application, "moved_on"),
    "stopped": (lambda p: services.stop(SYSTEM, "all", reason="a test"), "stopped"),
    "expired": (lambda p: Delivery.objects.update(expires_at=timezone.now()), "expired"),
    "merged into somebody not to be contacted": (
        lambda p: people_services.merge(SYSTEM, blocked().pk, p.pk),
        "do_not_contact",
    ),
}


def blocked() -> Person:
    other = people.person("Diana Other", "other@example.org")
    consent.do_not_contact(SYSTEM, other.pk, reason="asked")
    return other


@pytest.mark.parametrize("changed", CHANGES)
def test_whatever_changes_between_claim_and_mark_keeps_it_back(outside: FakeSession, changed: str) -> None:
    """Invariant 14: the change comes when the row is claimed and its mail is built; the sink sees nothing."""
    change, rule = CHANGES[changed]
    person, job = people.person(), make_jobs.job()
    jobs.apply(SYSTEM, person=person, job=job, source="sourced")
    message = make.sent(person, job_id=job.pk, origin="system")

    def then(_number: int, name: str) -> None:
        if name == "words opened":
            faults.arm(None)
            change(person)

    faults.arm(then)
    sweep()
    faults.arm(None)
    assert not outside.attempts
    assert make.state_of(message) in {"suppressed", "held", "expired"}
    assert rule in why(message)
    message.interaction.refresh_from_db()
    assert message.interaction.status == make.state_of(message)


def test_a_sender_who_lost_the_right_does_not_send(outside: FakeSession) -> None:
    """Invariant 14: rights are facts too, by role, by team and by job, and for those who left."""
    staff = accounts.three()
    mine, theirs = people.person(), people.person("Omar", "omar@example.org")
    job = make_jobs.job()
    make_jobs.application(mine, job)
    first, second = (make.sent(person, by=staff.actor(staff.ada)) for person in (mine, theirs))
    UserRole.objects.filter(user=staff.ada).delete()
    UserRole.objects.create(user=staff.ada, role=Role.objects.get(key="hiring_manager"))
    jobs.seat(SYSTEM, job.pk, [(staff.ada.pk, "hiring_manager")])
    sweep()
    assert [make.state_of(message) for message in (first, second)] == ["sent", "suppressed"]
    assert why(second) == ["sender_permission"]
    User.objects.filter(pk=staff.ben.pk).update(is_active=True)
    third = make.sent(mine, by=staff.actor(staff.ben))
    User.objects.filter(pk=staff.ben.pk).update(is_active=False)
    sweep()
    assert why(third) == ["sender_permission"]


def test_nobody_gets_a_copy_of_what_the_candidate_does_not_get(outside: FakeSession) -> None:
    """Invariant 14: copies follow the mail they copy, held or not sent."""
    staff = accounts.three()
    person = people.person()
    message = make.sent(person, copies=[Recipient("cc", user_id=staff.ben.pk)])
    consent.do_not_contact(SYSTEM, person.pk, reason="asked")
    sweep()
    assert not outside.attempts
    assert set(Delivery.objects.filter(message=message).values_list("state", flat=True)) == {"suppressed"}


def test_a_copied_installation_sends_nothing(outside: FakeSession, settings: Any, tmp_path: Any) -> None:
    """Invariant 24, at the door: the mark changes between claim and mark, and all stays as it was."""
    settings.HOME = tmp_path
    installation.begin()
    queued(3)

    def then(_number: int, name: str) -> None:
        if name == "words opened":
            faults.arm(None)
            installation.detach()

    faults.arm(then)
    sweep()
    faults.arm(None)
    assert not outside.attempts
    assert set(Delivery.objects.values_list("state", "claim")) == {("queued", None)}


def test_a_window_of_twenty_costs_as_many_queries_as_one_of_five(outside: FakeSession) -> None:
    """Facts, words, marks, events, summaries and versions are read and written set-wise."""
    staff = accounts.three()
    counts = {}
    for size in (5, 5, 20):  # the first round makes rows that later ones only raise
        for n in range(size):
            person = people.person(f"P {size} {n}", f"p{Person.objects.count()}@gmail.com")
            make.sent(person, by=staff.actor(staff.ada))
        with CaptureQueriesContext(connection) as queries:
            assert sweep("normal") == size
        counts[size] = len(queries)
    assert counts[5] == counts[20]
    assert counts[20] <= 45
    assert [len(window) for window in outside.windows] == [5, 5, 20]


def test_every_row_that_is_not_sent_says_why(outside: FakeSession) -> None:
    """Invariant 18: one code with the fact behind it, and a sentence for every code."""
    now = timezone.now()
    consented, suppressed, missed, expired, refused, broken, stopped = queued(7)
    consent.do_not_contact(SYSTEM, consented.person_id, reason="asked")
    consent.suppress(SYSTEM, make.address(suppressed.person).value, reason="bounce", proof={})
    Delivery.objects.filter(message=missed).update(due_at=now - timedelta(hours=25))
    Delivery.objects.filter(message=expired).update(expires_at=now)
    Message.objects.filter(pk=broken.pk).update(message_id="no id at all")
    Message.objects.filter(pk=stopped.pk).update(template_key="status_offer")
    services.stop(SYSTEM, "rule", "status_offer", reason="a test")
    outside.will(Answer(Fate.REFUSED, 550, "5.7.1", "no"))
    sweep()
    assert why(consented) == ["do_not_contact"]
    assert why(suppressed) == ["suppressed_address"]
    assert why(missed) == ["missed_schedule"]
    assert why(expired) == ["expired"]
    assert why(stopped) == ["stopped"]
    assert refused.deliveries.get().code == "550 5.7.1"
    assert broken.deliveries.get().code == "unbuildable"
    for row in Delivery.objects.all():
        assert row.state != "sent"
        decision = Decision.from_json(row.decision)
        assert row.code or decision.findings
        for finding in decision.findings:
            assert told(finding) != finding.rule.replace("_", " "), finding.rule  # no default


def test_what_waits_for_a_token_says_until_when(outside: FakeSession) -> None:
    """Invariant 18: also what is only put off has its reason and its moment."""
    queued(1, domain="gmail.com")
    Bucket.objects.create(
        sender="rapport.localhost", operator="google", tokens=0, bulk_tokens=0, refilled_at=timezone.now()
    )
    sweep()
    row = Delivery.objects.get()
    assert row.state == "queued" and row.due_at > timezone.now()
    assert "Google" in reasons(Decision.from_json(row.decision))[0]
    assert set(buckets.LIMITS) >= {"google", "other"}
