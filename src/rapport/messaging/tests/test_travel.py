"""A message travels out and its answer in, through the real services, sealed from the first row."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.channels.email.receipt import Answer, Fate
from rapport.channels.fake import FakeSession
from rapport.consent import services as consent
from rapport.consent.models import Suppression
from rapport.jobs import services as jobs
from rapport.jobs.models import Reason
from rapport.jobs.tests import make as make_jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed, Refused
from rapport.messaging import queries, services
from rapport.messaging.domain import Recipient
from rapport.messaging.models import Conversation, Delivery, Message, RawMail
from rapport.messaging.tests import make
from rapport.people.models import ContactPoint
from rapport.people.services import add_contact_point
from rapport.people.tests import make as people
from rapport.timeline.models import About

pytestmark = pytest.mark.django_db


OWN = {"Reply-To", "Content-Type"}


def sweep() -> None:
    services.send_due(("urgent", "normal", "bulk"))


def test_a_mail_leaves_and_its_answer_lands_on_the_same_timeline(outside: FakeSession) -> None:
    staff = accounts.three()
    person = people.person()
    message = make.sent(person, by=staff.actor(staff.ada), subject="Your interview")
    sweep()
    assert make.state_of(message) == "sent"
    wire = outside.sent[0].wire
    mail = message_from_bytes(wire, policy=policy.default)
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] is None  # MAIL-38: written by hand
    kept = make.arrive(make.answer_to(wire), to=str(mail["Reply-To"]))
    assert kept.state == RawMail.State.FILED
    answer = Message.objects.get(direction="in")
    assert answer.person == person
    assert answer.conversation == message.conversation
    assert answer.matched_by == "token"
    assert About.objects.filter(person=person).count() == 2
    assert Conversation.objects.get().waiting_since is not None


def test_no_word_of_it_stands_in_the_database(outside: FakeSession) -> None:
    person = people.person()
    make.sent(person, subject="Zanzibar heliotrope", html="<p>quixotic marmalade</p>")
    sweep()
    make.arrive(
        make.answer_to(outside.sent[0].wire, "pumpernickel sonata"),
        to=str(message_from_bytes(outside.sent[0].wire)["Reply-To"]),
    )
    text = "\n".join(_dump())
    for word in ("Zanzibar", "heliotrope", "quixotic", "marmalade", "pumpernickel", "sonata"):
        assert word not in text
    assert "diana.allen@example.org" in text  # identity is plain in one place


def _dump() -> list[str]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            if table.startswith("search_words"):
                continue  # the index of blind tokens cannot be scanned
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows += [
                " ".join(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row)
                for row in cursor.fetchall()
            ]
    return rows


def test_do_not_contact_tells_the_sender_why_and_keeps_their_draft(outside: FakeSession) -> None:
    staff = accounts.three()
    person = people.person()
    consent.do_not_contact(staff.actor(staff.ada), person.pk, reason="asked")
    with pytest.raises(Refused) as refused:
        make.sent(person, by=staff.actor(staff.ada))
    assert [f.rule for f in refused.value.decision.findings] == ["do_not_contact"]
    assert not Message.objects.exists()


def test_do_not_contact_set_after_queueing_stops_it_at_the_door_mail32(outside: FakeSession) -> None:
    person = people.person()
    message = make.sent(person)
    consent.do_not_contact(SYSTEM, person.pk, reason="asked")
    sweep()
    assert make.state_of(message) == "suppressed"
    assert not outside.attempts
    message.interaction.refresh_from_db()
    assert message.interaction.status == "suppressed"
    kept = Delivery.objects.get(message=message).decision
    assert [f["rule"] for f in kept["findings"]] == ["do_not_contact"]


def test_a_system_mail_for_a_stage_left_meanwhile_does_not_leave(outside: FakeSession) -> None:
    person, job = people.person(), make_jobs.job()
    application = jobs.apply(SYSTEM, person=person, job=job, source="sourced")
    jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(job, "interview").pk, mail="sent")
    reason = Reason.objects.create(kind="withdrawn", label={"en": "Found another job"})
    jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(job, "withdrawn").pk, reason_id=reason.pk)
    sweep()
    message = Message.objects.get()
    assert make.state_of(message) == "suppressed"
    assert not outside.attempts


def test_what_a_person_wrote_by_hand_is_held_for_them_when_the_candidate_moved_on(outside: FakeSession) -> None:
    staff = accounts.three()
    person, job = people.person(), make_jobs.job()
    application = jobs.apply(SYSTEM, person=person, job=job, source="sourced")
    later = timezone.now() + timedelta(hours=1)
    message = make.sent(person, by=staff.actor(staff.ada), job_id=job.pk, send_at=later)
    jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(job, "screen").pk)
    Delivery.objects.update(due_at=timezone.now())
    sweep()
    assert make.state_of(message) == "held"
    services.release(staff.actor(staff.ada), message.pk)
    sweep()
    assert make.state_of(message) == "sent"


def test_applying_and_moving_send_their_mails_to_candidate_and_contact(outside: FakeSession) -> None:
    job, contact = make_jobs.job(), people.person("Bill Walter", "bill@momentum.example", kind="contact")
    person = people.person(submitted_by=contact)
    application = jobs.apply(SYSTEM, person=person, job=job, submitted_by=contact)
    sweep()
    job.agency_mail_to = "candidate"
    job.save()
    jobs.move(SYSTEM, application.pk, to_stage_id=make_jobs.stage(job, "interview").pk, mail="sent")
    sweep()
    last = message_from_bytes(outside.sent[-1].wire, policy=policy.default)
    assert {s.recipients[0] for s in outside.sent[-2:]} == {"diana.allen@example.org", "bill@momentum.example"}
    assert "bill@momentum.example" in str(last["Cc"])
    assert last["Auto-Submitted"] == "auto-generated"  # MAIL-38
    assert Message.objects.latest("id").interaction.is_system


def test_a_candidate_is_never_in_copy_mail17() -> None:
    diana, omar = people.person(), people.person("Omar Khalil", "omar@example.org")
    with pytest.raises(Invalid):
        make.sent(diana, copies=[Recipient("cc", contact_point_id=make.address(omar).pk)])


def test_an_interviewer_may_not_send() -> None:
    staff = accounts.three()
    person, job = people.person(), make_jobs.job()
    make_jobs.application(person, job)
    jobs.seat(SYSTEM, job.pk, [(staff.cleo.pk, "interviewer")])
    with pytest.raises(NotAllowed):
        make.sent(person, by=staff.actor(staff.cleo))


def test_an_unfilled_placeholder_never_leaves_mail57() -> None:
    with pytest.raises(Refused):
        make.sent(people.person(), html="<p>Dear {{ person.first_name }},</p>")


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(Fate.DEFERRED, 451, "4.7.1", "busy"), "deferred"),
        (Answer(Fate.DEFERRED, text="link lost before the dot", is_about="connection"), "deferred"),
        (Answer(Fate.REFUSED, 550, "5.7.1", "no"), "failed"),
        (Answer(Fate.UNCERTAIN, text="dot sent, no answer"), "uncertain"),
    ],
)
def test_what_the_server_says_becomes_a_state(outside: FakeSession, answer: Answer, state: str) -> None:
    message = make.sent(people.person())
    outside.will(answer)
    sweep()
    assert make.state_of(message) == state
    delivery = Delivery.objects.get(message=message)
    assert delivery.claim is None
    if state == "deferred":
        wait = timedelta(minutes=14) if answer.code else timedelta(seconds=14)
        assert delivery.due_at > timezone.now() + wait  # MAIL-46; a line that broke is no attempt of the mail's
        assert delivery.attempts == (1 if answer.code else 0)
    sweep()
    assert len(outside.attempts) == 1  # neither uncertain nor failed nor deferred is repeated blindly (MAIL-48)


def test_a_dead_address_is_suppressed_and_shown_on_the_profile_mail40(outside: FakeSession) -> None:
    person = people.person()
    message = make.sent(person)
    outside.will(Answer(Fate.REFUSED, 550, "5.1.1", "user unknown", is_about="recipient"))
    sweep()
    assert make.state_of(message) == "failed"
    assert Suppression.objects.get().reason == "bounce"
    assert ContactPoint.objects.get().health == "suppressed"
    with pytest.raises(Refused):
        staff = accounts.three()
        make.sent(person, by=staff.actor(staff.ada))


def test_a_policy_refusal_says_nothing_about_the_address_mail40(outside: FakeSession) -> None:
    outside.will(Answer(Fate.REFUSED, 550, "5.7.1", "blocked by policy"))
    make.sent(people.person())
    sweep()
    assert not Suppression.objects.exists()


def test_a_retry_keeps_message_id_and_date_mail05_mail06(outside: FakeSession) -> None:
    make.sent(people.person())
    outside.will(Answer(Fate.DEFERRED, 451, "", "busy"))
    sweep()
    Delivery.objects.update(due_at=timezone.now())
    sweep()
    assert outside.attempts[0] == outside.attempts[1]


def test_what_a_dead_worker_left_is_due_again_or_uncertain(outside: FakeSession) -> None:
    first, second = make.sent(people.person()), make.sent(people.person("Omar", "omar@example.org"))
    past = timezone.now() - timedelta(minutes=1)
    Delivery.objects.filter(message=first).update(state="claimed", claim=b"x" * 16, claimed_until=past)
    Delivery.objects.filter(message=second).update(state="submitting", claim=b"y" * 16, claimed_until=past)
    services.free_lapsed()
    assert make.state_of(first) == "queued"
    assert make.state_of(second) == "uncertain"


def test_a_scheduled_mail_can_be_taken_back_until_it_left(outside: FakeSession) -> None:
    staff = accounts.three()
    ada = staff.actor(staff.ada)
    message = make.sent(people.person(), by=ada, send_at=timezone.now() + timedelta(hours=3))
    sweep()
    assert not outside.attempts
    assert [u.subject for u in queries.upcoming(staff.viewer(staff.ada), [message.person_id])] == ["Your interview"]
    assert services.recall(ada, message.pk) == 1
    assert make.state_of(message) == "recalled"
    with pytest.raises(Conflict):
        services.recall(ada, message.pk)


def test_a_mail_stands_on_the_timeline_where_it_left(outside: FakeSession) -> None:
    message = make.sent(people.person())
    outside.will(Answer(Fate.DEFERRED, 451, "", "busy"))
    sweep()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        Delivery.objects.update(due_at=timezone.now())
        sweep()
        message.interaction.refresh_from_db()
        assert message.interaction.occurred_at == timezone.now()
        assert About.objects.get().occurred_at == timezone.now()


def test_an_answer_carries_the_thread_mail08(outside: FakeSession) -> None:
    person = people.person()
    make.sent(person)
    sweep()
    make.arrive(make.answer_to(outside.sent[0].wire), to=str(message_from_bytes(outside.sent[0].wire)["Reply-To"]))
    answer = Message.objects.get(direction="in")
    make.sent(person, subject="Re: Your interview", in_reply_to_id=answer.pk)
    sweep()
    mail = message_from_bytes(outside.sent[1].wire, policy=policy.default)
    theirs = str(make.answer_to(outside.sent[0].wire)["Message-ID"])
    assert str(mail["In-Reply-To"]) == theirs
    assert str(mail["References"]).split()[-1] == theirs
    assert Conversation.objects.get().waiting_since is None


def test_two_recipients_get_the_same_headers_but_their_own_addresses_to_answer_and_bounce_to_mail16(
    outside: FakeSession,
) -> None:
    staff = accounts.three()
    person = people.person()
    make.sent(person, copies=[Recipient("cc", user_id=staff.ben.pk), Recipient("bcc", user_id=staff.root.pk)])
    sweep()
    assert len(outside.sent) == 3
    assert len({s.envelope_from for s in outside.sent}) == 3
    mails = [message_from_bytes(s.wire, policy=policy.default) for s in outside.sent]
    assert len({str(mail["Reply-To"]) for mail in mails}) == 3
    assert len({tuple((k, v) for k, v in mail.items() if k not in OWN) for mail in mails}) == 1
    assert b"root@" not in outside.sent[0].wire  # MAIL-17: Bcc never leaves


def test_a_second_address_is_theirs_too(outside: FakeSession) -> None:
    person = people.person()
    second = add_contact_point(SYSTEM, person, channel="email", value="diana@home.example")
    make.sent(person, to=Recipient("to", contact_point_id=second.pk))
    sweep()
    assert outside.sent[0].recipients == ("diana@home.example",)
