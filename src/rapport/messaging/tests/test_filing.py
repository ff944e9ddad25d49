"""A page of mails is understood together, and still each mail is on its own."""

from __future__ import annotations

from datetime import timedelta
from email import policy
from email.message import EmailMessage

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.messaging import services
from rapport.messaging.models import Conversation, Message, RawMail
from rapport.people.tests import make as people
from rapport.tasks.models import Task

pytestmark = pytest.mark.django_db

State = RawMail.State


def keep(sender: str, text: str, *, id: str = "", answers: str = "", source: str = "test") -> int:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "careers@halden.example", "Hello"
    mail["Message-ID"] = id or f"<{abs(hash(sender + text))}@mail.example>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    return services.keep_raw(
        mail.as_bytes(policy=policy.SMTP), envelope_from=sender, recipients=["careers@halden.example"], source=source
    )


def keep_from(count: int, start: int = 0) -> list[int]:
    """So many mails, each from a candidate of its own."""
    ids = []
    for n in range(start, start + count):
        people.person(f"Person {n}", email=f"person{n}@example.org")
        ids.append(keep(f"person{n}@example.org", f"This is mail {n}."))
    return ids


def states(ids: list[int]) -> list[str]:
    return [RawMail.objects.get(pk=id).state for id in ids]


def test_many_mails_cost_few_statements_more_than_one() -> None:
    few = keep_from(2)
    with CaptureQueriesContext(
        connection,
    ) as for_two:
        services.file_new()
    many = keep_from(12, start=2)
    with CaptureQueriesContext(connection) as for_twelve:
        services.file_new()
    assert states(few + many) == [State.FILED] * 14
    assert Message.objects.count() == Task.objects.filter(code="reply_waiting").count() == 14
    assert len(for_twelve) <= len(for_two) + 10 * 2  # its own row, and when its person was last in touch


def test_a_mail_that_cannot_be_read_harms_itself_alone() -> None:
    before, bad, after = keep_from(3)
    RawMail.objects.filter(pk=bad).update(raw=b"\x01" + bytes(60))
    services.file_new()
    assert states([before, bad, after]) == [State.FILED, State.NEW, State.FILED]
    assert Message.objects.count() == 2
    for tried in (1, 2):
        mail = RawMail.objects.get(pk=bad)
        assert (mail.attempts, mail.error, mail.claim) == (tried, "SealError", None)
        RawMail.objects.filter(pk=bad).update(due_at=timezone.now())
        services.file_new()
    assert states([bad]) == [State.FAILED]


def test_mails_whose_worker_died_are_tried_one_by_one() -> None:
    ids = keep_from(3)
    died = timezone.now() - timedelta(minutes=1)
    RawMail.objects.filter(pk__in=ids).update(attempts=1, claim=bytes(16), claimed_until=died)
    services.file_new()
    assert states(ids) == [State.FILED, State.NEW, State.NEW]
    services.file_new()
    assert states(ids) == [State.FILED, State.FILED, State.NEW]


def test_a_mail_that_ended_its_worker_three_times_is_set_aside() -> None:
    (id,) = keep_from(1)
    RawMail.objects.filter(pk=id).update(attempts=3)
    services.file_new()
    mail = RawMail.objects.get(pk=id)
    assert (mail.state, mail.error) == (State.FAILED, "gave up after three tries")
    assert not Message.objects.exists()


def test_an_answer_to_a_mail_of_the_same_page_joins_its_conversation() -> None:
    people.person()
    keep("diana.allen@example.org", "May I ask something?", id="<first@mail.example>")
    keep("diana.allen@example.org", "Did you see this?", id="<second@mail.example>", answers="<first@mail.example>")
    services.file_new()
    first, second = Message.objects.order_by("pk")
    assert second.in_reply_to == first
    assert second.conversation == first.conversation == Conversation.objects.get()
    assert Conversation.objects.get().waiting_since == first.at
    assert Task.objects.filter(code="reply_waiting").count() == 1


def test_the_same_mail_from_two_places_is_filed_once() -> None:
    people.person()
    ids = [keep("diana.allen@example.org", "Hello", id="<one@mail.example>", source=source) for source in ("a", "b")]
    services.file_new()
    assert states(ids) == [State.FILED, State.DUPLICATE]
    assert Message.objects.count() == 1
