"""Mail that comes in, moves and words of consent: the demo's writers fill the columns that the services fill."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.consent import services as consent
from rapport.consent.models import Consent
from rapport.demo.domain import Line, Move, Persona, Word
from rapport.demo.services import duties
from rapport.demo.services import people as people_rows
from rapport.demo.services.house import House
from rapport.demo.services.lines import as_html
from rapport.demo.tests.make import NOW, small
from rapport.demo.tests.twins import JOB, bulk, by_services, facts, filled
from rapport.jobs import services as jobs
from rapport.jobs.models import Application, StageMove
from rapport.lib.actor import SYSTEM, Actor, ActorKind
from rapport.lib.actor import user as actor_of
from rapport.messaging.models import Conversation, Delivery, Message, RawMail
from rapport.messaging.queries.wire import build
from rapport.messaging.tests import make as mails
from rapport.people import services as people
from rapport.people.models import ContactPoint
from rapport.tasks.models import Task
from rapport.timeline.models import About, Interaction, Participant

pytestmark = pytest.mark.django_db


def test_a_mail_that_came_in(house: House) -> None:
    at, isabel = house.now - timedelta(minutes=3), actor_of(house.users["isabel"].pk)
    said = "Tuesday works.\n\nSee you then"
    one = bulk(house, [
        Line(at, "twin", way="out", by="isabel", subject="Hello", text="Hi", job=JOB, thread="t"),
        Line(at + timedelta(minutes=1), "twin", way="in", by="isabel", subject="Re: Hello", text=said, job=JOB,
             thread="t", waits=True),
    ])  # fmt: skip
    other = by_services(house)
    jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    sent = mails.sent(other, by=isabel, subject="Hello", html=as_html("Hi"), job_id=house.jobs[JOB].pk)
    delivery = sent.deliveries.get()
    mails.arrive(mails.answer_to(build(delivery).content, said, "Twin Real <twin.real@example.org>"))

    by_demo, by_service = ({"message__person": one, "direction": "in"}, {"message__person": other, "direction": "in"})
    real = Message.objects.get(person=other, direction="in")
    assert real.matched_by == "token"
    assert filled(Message, person=one, direction="in") == filled(Message, person=other, direction="in")
    assert filled(Interaction, **by_demo) == filled(Interaction, **by_service)
    assert filled(Participant, interaction__message__person=one, interaction__direction="in") == filled(
        Participant, interaction__message__person=other, interaction__direction="in"
    )
    assert filled(About, interaction__direction="in", person=one) == filled(
        About, interaction__direction="in", person=other
    )
    assert filled(Conversation, person=one) == filled(Conversation, person=other)
    source = {"source": "listener", "size": 0}
    assert [r | source for r in filled(RawMail, message__person=one)] == [
        r | source for r in filled(RawMail, message__person=other)
    ]
    kinds = {"messaging.MessageReceived"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds] != []


def test_moves_to_a_talk_and_out_with_a_reason(house: House) -> None:
    isabel = actor_of(house.users["isabel"].pk)
    now = house.now - timedelta(minutes=3)
    one = bulk(
        house,
        [],
        Move(now, "screen", "isabel", mail="none"),
        Move(now + timedelta(minutes=1), "rejected", "isabel", mail="withheld", mail_reason="by_phone"),
    )
    other = by_services(house)
    application = jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    screen, out = house.stages[JOB, "screen"], house.stages[JOB, "rejected"]
    jobs.move(isabel, application.pk, to_stage_id=screen.pk)
    jobs.move(
        isabel, application.pk, to_stage_id=out.pk, reason_id=house.reasons["rejected"][0],
        mail="withheld", mail_reason="by_phone",
    )  # fmt: skip
    assert filled(StageMove, application__person=one) == filled(StageMove, application__person=other)
    assert filled(Application, person=one) == filled(Application, person=other)
    lines = {"kind": "stage", "code": "moved"}
    mine, theirs = ({"abouts__person": person, **lines} for person in (one, other))
    assert filled(Interaction, **mine) == filled(Interaction, **theirs) != []
    assert [sorted(row.params) for row in Interaction.objects.filter(**mine).order_by("pk")] == [
        sorted(row.params) for row in Interaction.objects.filter(**theirs).order_by("pk")
    ]
    kinds = {"jobs.StageChanged"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds] != []


@pytest.mark.parametrize("by", ["", "isabel"])
def test_a_word_of_consent(house: House, by: str) -> None:
    one, other = bulk(house, []), by_services(house)
    act = "do_not_contact" if by else "withdraw"
    duties.write_consents(
        house,
        [Word("twin", act, house.now, by, "" if by else "email", source="staff" if by else "page", reason="asked")],
    )
    if by:
        consent.do_not_contact(house.actor(by), other.pk, reason="asked")
    else:
        themselves = Actor(ActorKind.PERSON, other.pk)
        consent.withdraw(themselves, other.pk, channel="email", source="page", reason="asked")
    assert [r | {"actor_id": 0} for r in filled(Consent, person=one)] == [
        r | {"actor_id": 0} for r in filled(Consent, person=other)
    ]
    lines = [
        [r | {"actor_id": 0} for r in filled(Interaction, abouts__person=person, kind="consent")]
        for person in (one, other)
    ]
    assert lines[0] == lines[1] != []
    kinds = {"consent.ConsentChanged"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds] != []


def test_an_address_that_died(house: House) -> None:
    now = house.now - timedelta(days=9)
    dead = Persona("gone", "Gone Bulk", now, emails=("gone@example.org",), dead_emails=("gone@example.org",))
    people_rows.write_people(house, [dead])
    one, other = house.people["gone"], by_services(house)
    point = ContactPoint.objects.get(person=other, channel="email")
    people.set_health(SYSTEM, channel="email", canonical=point.canonical, health="suppressed", code=people_rows.DEAD)
    lines = [filled(Interaction, abouts__person=person, kind="profile") for person in (one, other)]
    assert lines[0] == lines[1] != []
    where = {"channel": "email"}
    assert filled(ContactPoint, person=one, **where) == filled(ContactPoint, person=other, **where)


def test_the_house_asks_of_the_demo_what_it_asks_of_everybody() -> None:
    small(people=10)
    open_tasks = Task.objects.filter(done_at__isnull=True, dropped_at__isnull=True)
    waiting = Conversation.objects.filter(waiting_since__isnull=False)
    keys = {f"reply_waiting:{pk}" for pk in waiting.values_list("pk", flat=True)}
    assert set(open_tasks.filter(code="reply_waiting").values_list("key", flat=True)) == keys != set()
    lost = Delivery.objects.filter(state__in=["failed", "uncertain"]).count()
    assert open_tasks.filter(code__in=["delivery_failed", "delivery_uncertain"]).count() == lost > 0
    assert not open_tasks.exclude(code="").filter(remind_at__lte=NOW).exists()
