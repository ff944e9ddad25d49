"""A form that is sent twice is taken once; a refused one may come again, and so may other words from the same page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rapport.accounts import once
from rapport.accounts.models import Submission, User
from rapport.accounts.tests import make as accounts
from rapport.people.tests import make as persons
from rapport.timeline.models import Attachment, Interaction
from rapport.timeline.tests import make

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def opened(client: Client, url: str) -> dict[str, Any]:
    """What the form carries as it opens."""
    found = re.search(r'name="once" value="([^"]+)"', client.get(url, headers=HTMX).content.decode())
    assert found, "the form carries no mark"
    return {"once": found[1]}


def a_call(**fields: Any) -> dict[str, Any]:
    moment = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {
        "kind": "call", "occurred_at": moment, "direction": "out", "subject": "Screen", "visibility": "everyone",
        **fields,
    }  # fmt: skip


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_call_logged_twice_by_one_form_is_logged_once(headers: dict[str, str]) -> None:
    them, person = accounts.three(), persons.person()
    ada, url = signed_in(them.ada), reverse("log", args=[person.pk])
    form = opened(ada, url)
    first, second = (
        ada.post(url, a_call(**form, files=SimpleUploadedFile("cv.txt", b"law")), headers=headers) for _ in range(2)
    )
    assert Interaction.objects.filter(kind="call").count() == Attachment.objects.count() == 1
    assert second.headers.get("Location") == first.headers.get("Location")
    if headers:
        assert second.status_code == 204 and "written" in second.headers["HX-Trigger"]


def test_other_words_from_the_same_page_and_another_showing_are_taken() -> None:
    them, person = accounts.three(), persons.person()
    ada, url = signed_in(them.ada), reverse("note", args=[person.pk])
    form = {**opened(ada, url), "visibility": "everyone"}
    ada.post(url, {**form, "text": "First"})
    ada.post(url, {**form, "text": "Second"})
    ada.post(url, {**form, **opened(ada, url), "text": "First"})
    signed_in(them.ben).post(url, {**form, "text": "First"})
    assert Interaction.objects.filter(kind="note").count() == 4


def test_what_was_refused_may_be_sent_again_as_it_was() -> None:
    them, person = accounts.three(), persons.person()
    ada, url = signed_in(them.ada), reverse("note", args=[person.pk])
    form = {**opened(ada, url), "visibility": "everyone", "text": ""}
    assert [ada.post(url, form).status_code for _ in range(2)] == [422, 422]
    assert not Submission.objects.exists()


def test_a_comment_is_taken_once() -> None:
    them, person = accounts.three(), persons.person()
    line = make.item(person)
    ada, url = signed_in(them.ada), reverse("item_comment", args=[line.pk])
    form = {**opened(ada, reverse("item", args=[line.pk])), "text": "Seen"}
    for _ in range(2):
        ada.post(url, form)
    assert Interaction.objects.filter(parent=line).count() == 1


def test_whoever_comes_while_it_is_still_being_written_is_told_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    them, person = accounts.three(), persons.person()
    ada, url = signed_in(them.ada), reverse("note", args=[person.pk])
    form = {**opened(ada, url), "visibility": "everyone", "text": "Six years"}
    monkeypatch.setattr(once, "PATIENCE", 0.0)
    ada.post(url, form)
    Submission.objects.update(answer=None)
    assert "being written already" in ada.post(url, form).content.decode()
    # Nobody died over it as long as a minute has not passed.
    Submission.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    assert ada.post(url, form).status_code == 302
    assert Interaction.objects.filter(kind="note").count() == 2


def test_what_was_sent_before_yesterday_is_forgotten() -> None:
    them, person = accounts.three(), persons.person()
    ada, url = signed_in(them.ada), reverse("note", args=[person.pk])
    Submission.objects.create(key="old", sent_at=timezone.now() - timedelta(days=2), answer={})
    ada.post(url, {**opened(ada, url), "visibility": "everyone", "text": "Six years"})
    assert not Submission.objects.filter(key="old").exists() and Submission.objects.count() == 1
