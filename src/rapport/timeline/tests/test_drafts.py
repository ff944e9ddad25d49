"""Half-typed words: kept sealed for their writer alone, back in the form, gone once saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from rapport.accounts.tests import make as accounts
from rapport.lib.actor import SYSTEM
from rapport.people import services as people
from rapport.people.tests import make as persons
from rapport.timeline.models import Draft
from rapport.timeline.tests.test_web import HTMX, posted, signed_in

pytestmark = pytest.mark.django_db


def test_what_was_typed_is_back_in_the_form_for_its_writer_alone() -> None:
    them, person = accounts.three(), persons.person()
    ada, ben = signed_in(them.ada), signed_in(them.ben)
    kept = posted(person, them.ada, subject="Quince", sent_to=[f"u{them.ben.pk}"], outcome="reached", minutes="18")
    assert ada.post(f"/people/{person.pk}/draft/log/", kept).status_code == 204
    assert ada.post(f"/people/{person.pk}/draft/note/", {"text": "Half a though"}).status_code == 204
    row = Draft.objects.get(kind="log")
    assert b"Quince" not in bytes(row.words)
    for url in (f"/people/{person.pk}/log/", f"/people/{person.pk}/?compose=log"):
        html = ada.get(url).content.decode()
        assert 'value="Quince"' in html and "Went well" in html and 'value="18"' in html
        assert 'data-label="Ben Okafor"' in html and "Start afresh" in html
    assert "Half a though" in ada.get(f"/people/{person.pk}/note/", headers=HTMX).content.decode()
    assert "Quince" not in ben.get(f"/people/{person.pk}/log/").content.decode()


def test_saving_forgets_the_draft_and_so_does_starting_afresh_or_wiping_the_words() -> None:
    them, person = accounts.three(), persons.person()
    client, url = signed_in(them.ada), f"/people/{person.pk}/draft/log/"
    client.post(url, posted(person, them.ada))
    client.post(f"/people/{person.pk}/log/", posted(person, them.ada), headers=HTMX)
    assert not Draft.objects.exists()
    client.post(url, posted(person, them.ada, subject="Quince"))
    html = client.post(f"{url}drop/", headers=HTMX).content.decode()
    assert not Draft.objects.exists() and "Quince" not in html and "log-form" in html
    client.post(url, posted(person, them.ada))
    client.post(url, posted(person, them.ada, subject=" ", description="<p></p>"))
    assert not Draft.objects.exists()


def test_a_draft_follows_a_merge_and_nobody_writes_where_they_may_not_look() -> None:
    them, person, twin = accounts.three(), persons.person(), persons.person("D. Allen", "d@example.org")
    client = signed_in(them.ada)
    client.post(f"/people/{twin.pk}/draft/note/", {"text": "Quince"})
    people.merge(SYSTEM, person.pk, twin.pk)
    assert "Quince" in client.get(f"/people/{person.pk}/note/").content.decode()
    answers: list[Any] = [
        signed_in(them.cleo).post(f"/people/{person.pk}/draft/note/", {"text": "x"}),
        client.post(f"/people/{person.pk}/draft/diary/", {"text": "x"}),
    ]
    assert all(answer.status_code in {403, 404} for answer in answers)
    assert Draft.objects.filter(saved_at__lte=timezone.now()).count() == 1
