from __future__ import annotations

from datetime import time

import pytest

from rapport.accounts import services
from rapport.accounts.models import User
from rapport.accounts.tests import make
from rapport.events.models import Event
from rapport.lib.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> make.Staff:
    return make.three()


def test_the_fact_names_what_changed_and_never_the_words(staff):
    services.edit_own(staff.actor(staff.ada), name="Ada King", title="Countess", theme="auto")
    fact = Event.objects.get(kind="accounts.UserEdited")
    assert fact.facts == {"user_id": staff.ada.pk, "fields": ["name", "title"]}


def test_saving_what_stands_there_already_leaves_no_fact(staff):
    services.edit_own(staff.actor(staff.ada), name="Ada Lovelace")
    assert not Event.objects.filter(kind="accounts.UserEdited").exists()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": "  "}, "name"),
        ({"language": "tlh"}, "language"),
        ({"theme": "neon"}, "theme"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"quiet_from": time(22), "quiet_until": None}, "quiet_until"),
    ],
)
def test_what_cannot_be_taken_is_said_by_field(staff, fields, wrong):
    with pytest.raises(Invalid) as refused:
        services.edit_own(staff.actor(staff.ada), **fields)
    assert set(refused.value.fields) == {wrong}


def test_rights_are_not_ones_own_to_change(staff):
    with pytest.raises(ValueError):
        services.edit_own(staff.actor(staff.ada), is_active=True)


def test_the_switch_in_the_top_bar_keeps_the_look(staff, client):
    client.force_login(staff.ada)
    assert client.post("/me/theme", {"theme": "dark"}, headers={"sec-fetch-mode": "cors"}).status_code == 204
    assert User.objects.get(pk=staff.ada.pk).theme == "dark"
    assert client.cookies["theme"].value == "dark"


def test_the_language_switch_stays_on_the_page_but_never_leads_elsewhere(staff, client):
    client.force_login(staff.ada)
    came = client.post("/me/language", {"language": "ar"}, headers={"referer": "http://testserver/me/?x=1"})
    assert came["Location"] == "http://testserver/me/?x=1"
    away = client.post("/me/language", {"language": "de"}, headers={"referer": "https://evil.example/"})
    assert away["Location"] == "/"
    assert User.objects.get(pk=staff.ada.pk).language == "de"
