"""Writing back from the candidate page, through HTTP, into the same conversation."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse

from rapport.accounts.tests import make as accounts
from rapport.channels.fake import FakeSession
from rapport.messaging import services as messaging
from rapport.messaging.models import Message
from rapport.messaging.tests import make as letters
from rapport.people.tests import make as persons
from rapport.workspace.queries import my_day

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LANES = ("urgent", "normal", "bulk")


def test_the_reply_button_answers_that_mail_in_its_conversation(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    letters.sent(person, by=staff.actor(staff.ada), subject="Your interview")
    messaging.send_due(LANES)
    letters.arrive(letters.answer_to(outside.sent[-1].wire, "Tuesday works."))
    theirs = Message.objects.get(direction="in")
    client = Client()
    client.force_login(staff.ben, backend="allauth.account.auth_backends.AuthenticationBackend")

    page = client.get(reverse("person", args=[person.pk])).content.decode()
    compose = f"{reverse('compose', args=[person.pk])}?reply={theirs.interaction_id}"
    assert compose in page
    form = client.get(compose, headers=HTMX).content.decode()
    assert 'value="Re: Your interview"' in form
    assert f'name="reply_to" value="{theirs.interaction_id}"' in form
    plain = f"{reverse('person', args=[person.pk])}?compose=email&reply={theirs.interaction_id}"
    assert 'value="Re: Your interview"' in client.get(plain).content.decode()

    given = {
        "to": f"p{letters.address(person).pk}",
        "subject": "Re: Your interview",
        "html": "<p>Tuesday it is.</p>",
        "reply_to": theirs.interaction_id,
    }
    answer = client.post(reverse("send_mail", args=[person.pk]), given, headers=HTMX)
    assert answer.status_code == 200 and "written" in answer["HX-Trigger"]
    ours = Message.objects.filter(direction="out").latest("pk")
    assert ours.conversation == theirs.conversation
    letters.let_leave()
    wire = message_from_bytes(outside.sent[-1].wire, policy=policy.default)
    assert wire["Subject"] == "Re: Your interview"
    assert str(wire["In-Reply-To"]).startswith("<answer-") and str(wire["In-Reply-To"]) in str(wire["References"])
    ours.conversation.refresh_from_db()
    assert ours.conversation.waiting_since is None


def test_a_mail_sent_from_a_page_of_its_own_leads_back_to_the_candidate(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    client = Client()
    client.force_login(staff.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    given = {"to": f"p{letters.address(person).pk}", "subject": "Hello", "html": "<p>Hello</p>"}
    here = {**HTMX, "HX-Current-URL": f"http://testserver{reverse('compose', args=[person.pk])}"}
    answer = client.post(reverse("send_mail", args=[person.pk]), given, headers=here)
    assert answer["HX-Redirect"] == reverse("person", args=[person.pk])


def test_what_its_author_just_sent_is_not_new_to_them(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    client = Client()
    client.force_login(staff.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = reverse("person", args=[person.pk])
    client.get(page)
    given = {"to": f"p{letters.address(person).pk}", "subject": "Hello there", "html": "<p>Hello</p>"}
    client.post(reverse("send_mail", args=[person.pk]), given, headers=HTMX)
    (line,) = client.get(page).context["page"].items
    assert line.subject == "Hello there" and not line.is_new
    ben = Client()
    ben.force_login(staff.ben, backend="allauth.account.auth_backends.AuthenticationBackend")
    ben.get(page)
    client.post(reverse("send_mail", args=[person.pk]), given, headers=HTMX)
    assert ben.get(page).context["page"].new_count == 1


def test_reply_on_my_day_answers_what_waits_there(outside: FakeSession) -> None:
    staff, person = accounts.three(), persons.person()
    letters.sent(person, by=staff.actor(staff.ada), subject="Your interview")
    messaging.send_due(LANES)
    letters.arrive(letters.answer_to(outside.sent[-1].wire, "Tuesday works."))
    theirs = Message.objects.get(direction="in")
    client = Client()
    client.force_login(staff.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    waiting = my_day.my_day(staff.viewer(staff.ada)).replies
    assert [one.interaction_id for one in waiting] == [theirs.interaction_id]
    page = client.get(waiting[0].url.split("#")[0]).content.decode()
    assert f'name="reply_to" value="{theirs.interaction_id}"' in page
    assert 'value="Re: Your interview"' in page
