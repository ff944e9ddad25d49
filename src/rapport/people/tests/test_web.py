from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from rapport.accounts.services import intern_audience
from rapport.accounts.tests import make as accounts
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from rapport.people import queries, services
from rapport.people.models import CustomField, Person, PersonTag, Tag, Twins
from rapport.people.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> accounts.Staff:
    return accounts.three()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


PROFILE = {"full_name": "Omar Khalil", "language": "ar", "source": "sourced"}


def test_somebody_added_has_addresses_a_zone_and_custom_values(staff: accounts.Staff) -> None:
    field = make.field("Notice", type="number")
    client = signed_in(staff.ada)
    given = {
        **PROFILE,
        "emails": "omar@example.org",
        "phones": "030 123456",
        "country": "DE",
        f"custom_{field.key}": "4",
    }
    answer = client.post("/people/new/", given)
    person = Person.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/people/{person.pk}/"
    assert {p.canonical for p in person.contact_points.all()} == {"omar@example.org", "+4930123456"}
    assert person.time_zone == "Europe/Berlin" and person.custom == {field.key: 4}


def test_a_likely_duplicate_holds_the_form_back_once(staff: accounts.Staff) -> None:
    make.person("Omar Khalil", "omar@example.org")
    client = signed_in(staff.ada)
    given = {**PROFILE, "emails": "omar@example.org"}
    answer = client.post("/people/new/", given)
    assert answer.status_code == 422 and "may be this person" in answer.content.decode()
    assert client.post("/people/new/", {**given, "sure": "1"}).status_code == 302
    assert Twins.objects.get().reason == "address"
    assert b"Same address" in client.get("/people/alike/", {"emails": "OMAR@example.org"}).content


def test_a_wrong_address_is_told_beside_its_field(staff: accounts.Staff) -> None:
    answer = signed_in(staff.ada).post("/people/new/", {**PROFILE, "phones": "12"})
    assert answer.status_code == 422 and not Person.objects.exists()


def test_two_who_edit_at_once_see_both_texts_and_lose_none(staff: accounts.Staff) -> None:
    person = make.person(headline="Counsel")
    services.edit_person(SYSTEM, person.pk, revision=1, changes={"headline": "General Counsel"})
    client = signed_in(staff.ada)
    given = {"full_name": "Diana Allen", "language": "en", "source": "applied", "headline": "Partner", "revision": "1"}
    answer = client.post(f"/people/{person.pk}/edit/", given)
    text = answer.content.decode()
    assert answer.status_code == 409 and "General Counsel" in text and "Partner" in text
    person.refresh_from_db()
    assert person.headline == "General Counsel"
    assert client.post(f"/people/{person.pk}/edit/", {**given, "revision": "2"}).status_code == 302
    with pytest.raises(Conflict):
        services.edit_person(SYSTEM, person.pk, revision=1, changes={"headline": "x"})


def test_a_field_for_other_roles_is_neither_read_nor_written(staff: accounts.Staff) -> None:
    field = make.field("Salary", role_ids=[99999])
    person = make.person(custom={field.key: "90"})
    client = signed_in(staff.ada)
    for page in ("edit", "overview"):
        assert "Salary" not in client.get(f"/people/{person.pk}/{page}/").content.decode()
    ada = staff.actor(staff.ada)
    with pytest.raises(Invalid):
        services.edit_person(ada, person.pk, revision=1, changes={"custom": {field.key: "1"}})
    services.edit_person(ada, person.pk, revision=1, changes={"headline": "x", "custom": {}})
    person.refresh_from_db()
    assert person.custom == {field.key: "90"}


def test_what_one_may_not_see_one_may_not_touch(staff: accounts.Staff) -> None:
    hidden = make.person(audience_id=intern_audience("people", [staff.ben.pk]))
    point = hidden.contact_points.get()
    client = signed_in(staff.ada)
    for path in (f"{hidden.pk}/edit/", f"{hidden.pk}/overview/"):
        assert client.get(f"/people/{path}").status_code == 404
    for path in (f"{hidden.pk}/tags/", f"{hidden.pk}/follow/", f"{hidden.pk}/addresses/", f"addresses/{point.pk}/"):
        assert client.post(f"/people/{path}", {"act": "remove"}).status_code == 404
    ada = staff.actor(staff.ada)
    for act in (
        lambda: services.edit_person(ada, hidden.pk, revision=1, changes={"headline": "x"}),
        lambda: services.remove_contact_point(ada, point.pk),
        lambda: services.follow(ada, [hidden.pk]),
    ):
        with pytest.raises(NotFound):
            act()


def test_addresses_are_labelled_put_first_verified_and_taken_off(staff: accounts.Staff) -> None:
    person = make.person()
    client = signed_in(staff.ada)
    client.post(f"/people/{person.pk}/addresses/", {"channel": "email", "value": "d@home.example", "label": "private"})
    old, new = person.contact_points.order_by("pk")
    assert (old.is_primary, new.is_primary, new.label) == (True, False, "private")
    client.post(f"/people/addresses/{new.pk}/", {"act": "primary"})
    client.post(f"/people/addresses/{new.pk}/", {"act": "verify"})
    new.refresh_from_db()
    assert new.is_primary and new.verified_at
    client.post(f"/people/addresses/{new.pk}/", {"act": "remove"})
    old.refresh_from_db()
    assert old.is_primary and person.contact_points.count() == 1


def test_the_overview_says_in_words_how_an_address_is(staff: accounts.Staff) -> None:
    person = make.person()
    services.set_health(SYSTEM, channel="email", canonical="diana.allen@example.org", health="bouncing")
    assert "Bounces" in signed_in(staff.ada).get(f"/people/{person.pk}/overview/").content.decode()


def test_the_review_page_merges_with_the_values_chosen_and_takes_apart_again(staff: accounts.Staff) -> None:
    one, other = make.person(headline="Counsel"), make.person("Diana A. Allen", "d@home.example", headline="Partner")
    client = signed_in(staff.ada)
    page = f"/people/merge/{one.pk}/{other.pk}/"
    assert "Partner" in client.get(page).content.decode()
    client.post(page, {"keep": one.pk, "take_headline": other.pk, "take_full_name": one.pk})
    one.refresh_from_db()
    assert (one.headline, one.full_name) == ("Partner", "Diana Allen")
    assert client.get(page).status_code == 404
    assert "Take apart" in client.get(f"/people/{one.pk}/overview/").content.decode()
    client.post(f"/people/{other.pk}/unmerge/")
    one.refresh_from_db()
    assert one.headline == "Counsel" and queries.group_ids(one.pk) == [one.pk]


def test_duplicates_are_dismissed_from_their_page(staff: accounts.Staff) -> None:
    make.person()
    make.person()
    client = signed_in(staff.ada)
    assert "Same address" in client.get("/people/duplicates/").content.decode()
    client.post(f"/people/duplicates/{Twins.objects.get().pk}/dismiss/")
    assert "No duplicates" in client.get("/people/duplicates/").content.decode()


def test_removing_takes_a_person_off_lists_and_search_and_can_be_undone(staff: accounts.Staff) -> None:
    person = make.person()
    assert signed_in(staff.ada).post(f"/people/{person.pk}/remove/").status_code == 403
    root = signed_in(staff.root)
    root.post(f"/people/{person.pk}/remove/")
    viewer = staff.viewer(staff.root)
    assert not queries.visible_to(viewer).exists() and queries.alike(viewer, name="Diana Allen") == []
    assert root.get(f"/people/{person.pk}/restore/").status_code == 200
    root.post(f"/people/{person.pk}/restore/")
    assert queries.visible_to(viewer).get() == person and len(queries.alike(viewer, name="Diana Allen")) == 1


def test_following_is_ones_own(staff: accounts.Staff) -> None:
    person = make.person()
    client = signed_in(staff.ada)
    client.post(f"/people/{person.pk}/follow/", {"follow": "1"})
    client.post(f"/people/{person.pk}/follow/", {"follow": "1"})
    assert [f.user for f in queries.followers_of([person.pk])] == [staff.ada]
    client.post(f"/people/{person.pk}/follow/", {"follow": "0"})
    assert queries.followers_of([person.pk]) == []


def test_merging_tags_keeps_every_carrier_once(staff: accounts.Staff) -> None:
    one, other, job = make.person(), make.person("B Two", "b@x.example"), jobs.job()
    law, legal = services.create_tag(SYSTEM, name="law"), services.create_tag(SYSTEM, name="legal")
    services.tag_people(SYSTEM, [one.pk, other.pk], "law")
    services.tag_people(SYSTEM, [one.pk], "LEGAL")
    job.tag_links.create(tag=law)
    services.merge_tags(staff.actor(staff.ada), law.pk, legal.pk)
    assert PersonTag.objects.filter(tag=legal).count() == 2 and not Tag.objects.filter(name="law").exists()
    assert job.tag_links.get().tag == legal


def test_settings_pages_make_tags_and_fields(staff: accounts.Staff) -> None:
    root = signed_in(staff.root)
    root.post("/settings/tags/", {"name": "law", "color": "tint-2"})
    assert "law" in root.get("/settings/tags/").content.decode()
    given = {"of": "person", "type": "choice", "label_en": "Notice period", "options": "none\n4 weeks"}
    assert root.post("/settings/fields/new/", given).status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.options) == ("notice_period", ["none", "4 weeks"])
    change = {"label_en": "Notice", "options": "none\n1 month", "position": "2", "is_active": "on"}
    assert root.post(f"/settings/fields/{field.pk}/", change).status_code == 302
    field.refresh_from_db()
    assert field.label == {"en": "Notice"} and field.options == ["none", "1 month"]
    assert signed_in(staff.ada).get("/settings/fields/").status_code == 403


def test_an_agency_with_contact_and_link(staff: accounts.Staff) -> None:
    client = signed_in(staff.ada)
    client.post("/agencies/new/", {"name": "Momentum", "mail_to": "contact"})
    agency = queries.agencies()[0]
    client.post(f"/agencies/{agency.pk}/", {"full_name": "Bill Walter", "email": "bill@momentum.example"})
    (contact,) = queries.contacts_of(staff.viewer(staff.ada), agency.pk)
    client.post(f"/agencies/contacts/{contact.pk}/link/", {"act": "make"})
    link = contact.agency_links.get()
    token = queries.token_of(link)
    assert f"/a/{token}/" in client.get(f"/agencies/{agency.pk}/").content.decode()
    assert queries.agency_link(token).contact == contact
    client.post(f"/agencies/contacts/{contact.pk}/link/", {"act": "revoke"})
    with pytest.raises(NotFound):
        queries.agency_link(token)
    assert client.get("/agencies/").status_code == 200


def test_an_interviewer_edits_nobody(staff: accounts.Staff) -> None:
    person = make.person()
    with pytest.raises(NotAllowed):
        services.edit_person(staff.actor(staff.cleo), person.pk, revision=1, changes={"headline": "x"})


def test_the_settings_page_leads_to_what_people_and_jobs_keep(staff: accounts.Staff) -> None:
    page = signed_in(staff.root).get("/settings/").content.decode()
    for path in ("/settings/tags/", "/settings/fields/", "/settings/reasons/", "/people/duplicates/", "/agencies/"):
        assert f'href="{path}"' in page
