"""The set-wise writers leave behind exactly what the services do: one story written both ways, row by row."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rapport.demo.domain import Line, Todo
from rapport.demo.services import duties
from rapport.demo.services.house import House
from rapport.demo.services.lines import as_html
from rapport.demo.tests.twins import JOB, bulk, by_services, facts, same, shape, words
from rapport.jobs import services as jobs
from rapport.jobs.models import Application, StageMove
from rapport.lib.actor import user as actor_of
from rapport.messaging import services as messaging
from rapport.messaging.domain import Recipient, SendRequest
from rapport.messaging.models import Delivery, Message
from rapport.people.models import ContactPoint, PersonAudience
from rapport.search.models import SearchDoc
from rapport.tasks import services as tasks
from rapport.tasks.models import Task
from rapport.tasks.services.add import NewTask
from rapport.timeline import services as timeline
from rapport.timeline.models import About, Interaction, Mention, Participant
from rapport.timeline.services import Calls, LogRequest, NoteRequest
from rapport.timeline.services.audience import Visibility
from rapport.vault import domain as subjects
from rapport.vault import queries as vault

pytestmark = pytest.mark.django_db


def test_a_person_with_an_application(house: House) -> None:
    one, other = bulk(house, []), by_services(house)
    isabel = actor_of(house.users["isabel"].pk)
    jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    same(one, other, ContactPoint, PersonAudience, Application, StageMove)
    kinds = {"people.PersonAdded", "people.ContactPointAdded", "jobs.ApplicationReceived"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds]
    docs = [
        sorted(SearchDoc.objects.filter(kind="person", person_id=p.pk).values_list("audience_id", flat=True))
        for p in (one, other)
    ]
    assert docs[0] == docs[1] and len(docs[0]) == 2


def test_a_call_and_a_note_that_calls_somebody(house: House) -> None:
    at = house.now - timedelta(minutes=3)
    isabel = actor_of(house.users["isabel"].pk)
    noor = house.users["noor"].pk
    one = bulk(house, [
        Line(at, "twin", kind="call", way="in", by="isabel", with_staff=("noor",), logged=True, minutes=4,
            subject="A call",
             text="What was said.", result="reached", job=JOB),
        Line(at, "twin", kind="note", by="isabel", text="@Noor please look.", calls=("noor",),
            unread=("noor",), job=JOB,
             seen_by="hiring_team"),
    ])  # fmt: skip
    other = by_services(house)
    application = jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    timeline.log(isabel, LogRequest(
        "call", at, [other.pk], from_user_ids=[isabel.id], to_user_ids=[noor], subject="A call",
        description="What was said.", direction="in", duration_s=240, outcome="reached", job_id=house.jobs[JOB].pk,
    ))  # fmt: skip
    timeline.note(isabel, NoteRequest(
        [other.pk], "@Noor please look.", job_id=house.jobs[JOB].pk, visibility=Visibility("hiring_team"),
        calls=Calls(user_ids=[noor]),
    ))  # fmt: skip
    for person in (one, other):
        Interaction.objects.filter(abouts__person=person, kind="call").update(answered_at=None)
    mine = {"kind__in": ["call", "note"]}
    for model, path in ((Interaction, "abouts__person"), (About, "person")):
        assert shape(model, **{path: one}, **mine) == shape(model, **{path: other}, **mine), model
    for model in (Participant, Mention):
        where = {"interaction__kind__in": ["call", "note"]}
        assert shape(model, interaction__abouts__person=one, **where) == shape(
            model, interaction__abouts__person=other, **where
        ), model
    kinds = {"timeline.InteractionLogged", "timeline.NoteWritten", "timeline.Mentioned"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds]
    assert set(words(one)) >= {("A call", "What was said.", "What was said.")}
    assert set(words(one)) - set(words(other)) == set()
    assert application.person_id == other.pk


def test_a_mail_that_went_out(house: House) -> None:
    text = "Hi,\n\ntwo paragraphs & a “quote”,\nand a line.\n\nIsabel"
    one = bulk(
        house,
        [Line(house.now - timedelta(minutes=2), "twin", way="out", by="isabel", subject="Hello", text=text, job=JOB)],
    )
    other, isabel = by_services(house), actor_of(house.users["isabel"].pk)
    jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    point = ContactPoint.objects.get(person=other, channel="email")
    sent = messaging.send(
        isabel,
        SendRequest(
            other.pk, Recipient("to", contact_point_id=point.pk), "Hello", as_html(text), job_id=house.jobs[JOB].pk
        ),
    )
    made = Message.objects.get(person=one)
    later = {"state": "sent", "attempts": 1, "code": "250"}  # what the worker adds once it has left
    assert [d | later for d in shape(Delivery, message=sent)] == [d | later for d in shape(Delivery, message=made)]
    assert shape(Message, pk=sent.pk) == shape(Message, pk=made.pk)
    status = {"status": "accepted"}
    assert [r | status for r in shape(Interaction, message=sent)] == [
        r | status for r in shape(Interaction, message=made)
    ]
    assert shape(Participant, interaction__message=sent) == shape(Participant, interaction__message=made)
    assert [w for w in words(one) if w[0]] == [w for w in words(other) if w[0]]
    for row in (sent, made):
        item = vault.open_items([(bytes(row.interaction.seal_id), subjects.person(row.person_id),
                                  bytes(About.objects.get(interaction=row.interaction).wrapped_key))])  # fmt: skip
        (opened,) = item.values()
        assert opened.text("messaging_message", "text", row.text) == text


def test_a_task(house: House) -> None:
    one, other = bulk(house, []), by_services(house)
    isabel = actor_of(house.users["isabel"].pk)
    jobs.apply(isabel, person=other, job=house.jobs[JOB], source="sourced")
    due = house.now + timedelta(days=1)
    duties.write_tasks(house, [Todo("Call", "isabel", "cynthia", house.now, "twin", JOB, "call", due_at=due)])
    cynthia = house.users["cynthia"].pk
    tasks.add(
        isabel,
        NewTask("Call", kind="call", person_id=other.pk, job_id=house.jobs[JOB].pk, assignee_id=cynthia, due_at=due),
    )
    assert shape(Task, person=one) == shape(Task, person=other)
    lines = [shape(Interaction, abouts__person=person, kind="task") for person in (one, other)]
    assert lines[0] == lines[1] != []
    kinds = {"tasks.TaskAdded", "tasks.TaskAssigned"}
    assert [f for f in facts(one) if f[0] in kinds] == [f for f in facts(other) if f[0] in kinds]
