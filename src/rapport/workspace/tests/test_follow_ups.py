"""Tasks that messages bring and take away, through the real mail path."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.lib.actor import SYSTEM
from rapport.messaging import services as messaging
from rapport.messaging.events import DeliveryChanged
from rapport.messaging.models import Conversation, Delivery
from rapport.messaging.services import conversations
from rapport.messaging.tests import make as mail
from rapport.messaging.tests.conftest import outside
from rapport.people.tests import make as persons
from rapport.tasks import queries as tasks
from rapport.tasks import services as task_services
from rapport.tasks.models import Task
from rapport.workspace.services import follow_ups

__all__ = ["outside"]
pytestmark = pytest.mark.django_db


def wire(session: FakeSession) -> bytes:
    messaging.send_due(("urgent", "normal", "bulk"))
    return session.sent[-1].wire


def test_an_answer_makes_a_task_and_writing_back_closes_it(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    ada = staff.actor(staff.ada)
    mail.sent(person, by=ada)
    mail.arrive(mail.answer_to(wire(outside)))
    (line,) = tasks.panel_for(staff.viewer(staff.ada), [person.pk])
    assert (line.title, line.is_mine, line.task.kind) == ("Reply to Diana Allen", True, "reply")
    assert line.task.due_at and line.task.due_at > timezone.now()
    mail.sent(person, by=ada, in_reply_to_id=Conversation.objects.get().messages.get(direction="in").pk)
    assert not tasks.panel_for(staff.viewer(staff.ada), [person.pk])
    assert Task.objects.get().done_by == staff.ada


def test_a_second_word_makes_no_second_task(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person(owner=None)
    mail.sent(person, by=staff.actor(staff.ada))
    sent = wire(outside)
    mail.arrive(mail.answer_to(sent))
    mail.arrive(mail.answer_to(sent, text="And one more thing."))
    assert Task.objects.filter(code="reply_waiting").count() == 1


def test_the_owner_of_the_person_owes_the_answer_when_the_conversation_is_nobodys(outside: FakeSession) -> None:
    staff = accounts.three()
    person = persons.person(owner=staff.ben)
    mail.sent(person, by=staff.actor(staff.ada))
    Conversation.objects.update(assignee=None)
    mail.arrive(mail.answer_to(wire(outside)))
    assert Task.objects.get().assignee == staff.ben


def test_no_answer_needed_closes_the_task_and_the_wait(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    mail.sent(person, by=staff.actor(staff.ada))
    mail.arrive(mail.answer_to(wire(outside)))
    conversations.settle(staff.actor(staff.ada), Conversation.objects.get().pk)
    assert Conversation.objects.get().waiting_since is None
    assert Task.objects.get().done_at is not None


def test_a_reminder_for_an_answer_goes_with_the_answer(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    ada = staff.actor(staff.ada)
    message = mail.sent(person, by=ada)
    task_services.remind_unless_answered(ada, person_id=person.pk, interaction_id=message.interaction_id, days=3)
    mail.arrive(mail.answer_to(wire(outside)))
    assert Task.objects.get(code="no_answer").dropped_at is not None


@pytest.mark.parametrize(
    ("state", "outcome", "code"),
    [
        ("failed", "none", "delivery_failed"),
        ("uncertain", "none", "delivery_uncertain"),
        ("sent", "bounced", "address_dead"),
    ],
)
def test_trouble_asks_the_sender_and_goes_when_it_is_settled(state: str, outcome: str, code: str) -> None:
    staff, person = accounts.three(), persons.person(owner=None)
    message = mail.sent(person, by=staff.actor(staff.ben))
    delivery = Delivery.objects.get(message=message)

    def told(state: str, outcome: str) -> None:
        fact = DeliveryChanged(
            person_id=person.pk, message_id=message.pk, delivery_id=delivery.pk, state=state, outcome=outcome
        )
        follow_ups.on_delivery_changed(SYSTEM, [fact])

    told(state, outcome)
    told(state, outcome)
    task = Task.objects.get()
    assert (task.code, task.assignee) == (code, staff.ben)
    told("sent", "delivered")
    assert Task.objects.get().dropped_at is not None
