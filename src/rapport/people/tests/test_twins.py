from __future__ import annotations

import pytest

from rapport.accounts.services import intern_audience
from rapport.accounts.tests import make as accounts
from rapport.lib.actor import SYSTEM
from rapport.people import domain, queries, services
from rapport.people.models import Twins
from rapport.people.tests import make

pytestmark = pytest.mark.django_db


def reasons() -> list[str]:
    return list(Twins.objects.order_by("pk").values_list("reason", flat=True))


def test_the_same_address_under_two_people_is_noted_however_it_is_written() -> None:
    make.person()
    make.person("D. Reed", "Diana.Allen@EXAMPLE.org")
    assert reasons() == ["address"]


def test_the_same_number_is_noted_when_it_is_added_later() -> None:
    one = make.person(country="US")
    other = make.person("D. Reed", "reed@example.org")
    services.add_contact_point(SYSTEM, one, channel="phone", value="(512) 555-0142")
    assert reasons() == []
    services.add_contact_point(SYSTEM, other, channel="phone", value="+1 512 555 0142")
    assert reasons() == ["phone"]


def test_the_same_name_is_a_weak_sign_and_none_in_another_country() -> None:
    make.person("José Núñez", "", country="ES")
    make.person("Jose Nunez", "", country="MX")
    assert reasons() == []
    make.person("jose nunez", "", country="ES")
    assert reasons() == ["name"]


def test_a_surer_reason_takes_the_place_of_a_weaker_one() -> None:
    one, other = make.person("Omar Khalil", ""), make.person("Omar Khalil", "")
    for person in (one, other):
        services.add_contact_point(SYSTEM, person, channel="email", value="omar@example.org")
    assert reasons() == ["address"]


def test_a_no_is_remembered() -> None:
    staff = accounts.three()
    make.person()
    other = make.person()
    services.dismiss(staff.actor(staff.ada), Twins.objects.get().pk)
    services.add_contact_point(SYSTEM, other, channel="phone", value="+15125550142")
    assert services.sweep_twins() == 0
    assert not queries.twins_of(staff.viewer(staff.ada)).exists()


def test_the_sweep_finds_what_was_written_past_the_services() -> None:
    make.person("Omar Khalil", "")
    make.person("Omar Khalil", "")
    Twins.objects.all().delete()
    assert services.sweep_twins() == 1
    assert services.sweep_twins() == 0


def test_an_agencys_box_that_very_many_share_is_no_sign() -> None:
    for n in range(14):
        make.person(f"Person {n} Name{n}", "cv@momentum.example")
    Twins.objects.all().delete()
    assert services.sweep_twins() == 0


def test_while_typing_only_people_the_viewer_may_see_are_named() -> None:
    staff = accounts.three()
    make.person("Diana Allen", "diana.allen@example.org", audience_id=intern_audience("people", [staff.ben.pk]))
    assert queries.alike(staff.viewer(staff.ada), name="Diana Allen", email="diana.allen@example.org") == []
    (found,) = queries.alike(staff.viewer(staff.ben), email="Diana.Allen@example.org")
    assert found.reason == "address"
    (found,) = queries.alike(staff.viewer(staff.ben), name="Diana Alen")
    assert found.reason == "name"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bill Walter", "walter, bill", True),
        ("José Núñez", "Jose Nunez", True),
        ("Diana Allen", "Diana Alen", True),
        ("Diana Allen", "Daina Allen", True),
        ("Diana Allen", "Diana Allbee", False),
        ("Li Na", "Li Ma", False),
        ("渡辺 花", "渡辺 花", True),
    ],
)
def test_names_that_are_nearly_the_same(one: str, other: str, alike: bool) -> None:
    assert domain.is_similar_name(one, other) is alike


def test_a_time_zone_is_suggested_only_when_there_is_one() -> None:
    assert domain.suggested_time_zone(["+15125550142"]) == "America/Chicago"
    assert domain.suggested_time_zone([], "DE") == "Europe/Berlin"
    assert domain.suggested_time_zone([], "US") == ""
