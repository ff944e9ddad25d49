"""Finding within one history marks what was looked for in every script, as the big search does."""

from __future__ import annotations

import pytest
from django.test import Client

from rapport.accounts.tests import make as accounts
from rapport.people.tests import make as persons
from rapport.timeline import queries
from rapport.timeline.tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("body", "query", "hit"),
    [
        ("هل لديك مُقَابَلَة غدًا؟", "مقابلة", "مُقَابَلَة"),
        ("面接は火曜日です", "火曜日", "火曜日"),
        ("Six years of Crème brûlée", "creme", "Crème"),
        ("Ships C++ daily", "c++", "C++"),
    ],
)
def test_the_words_are_marked_whatever_they_are_written_in(body: str, query: str, hit: str) -> None:
    them, person = accounts.three(), persons.person()
    make.item(person, by=them.ada, subject=body, body=body)
    (found,) = queries.find(them.viewer(them.ada), [person.pk], query).hits
    assert [part.text for part in found.snippet if part.is_hit] == [hit]
    assert [part.text for part in found.subject if part.is_hit] == [hit]


def test_the_page_escapes_what_it_marks() -> None:
    them, person = accounts.three(), persons.person()
    make.item(person, by=them.ada, body="The <b>quince</b> & more")
    client = Client()
    client.force_login(them.ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    html = client.get(f"/people/{person.pk}/?tab=notes&q=quince").content.decode()
    assert "&lt;b&gt;<mark>quince</mark>&lt;/b&gt; &amp; more" in html
