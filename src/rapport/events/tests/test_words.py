"""The logs speak in words: no field, setting or state by its code, and no fact without a sentence."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from rapport.accounts import services as accounts
from rapport.accounts.services.profile import OWN_FIELDS
from rapport.accounts.tests import make
from rapport.events import queries, registry, services, telling
from rapport.events.field_words import FIELDS, HEALTH, VALUES
from rapport.events.sentences import AREAS, SENTENCES
from rapport.jobs.services import applications
from rapport.jobs.services import jobs as job_services
from rapport.jobs.tests import make as jobs
from rapport.lib.actor import SYSTEM
from rapport.people.events import ContactPointHealthChanged, PersonEdited
from rapport.people.models import ContactPoint
from rapport.people.services import edit
from rapport.people.tests import make as people


def test_every_fact_has_a_sentence_and_every_area_a_name():
    kinds = {kind for kind, cls in registry.FACTS.items() if ".tests" not in cls.__module__}
    assert kinds - set(SENTENCES) == set()
    assert {kind.split(".")[0] for kind in kinds} - set(AREAS) == set()


def test_every_field_that_is_told_has_a_name():
    told = {*OWN_FIELDS, *edit.EDITABLE, *job_services.EDITABLE, *applications.EDITABLE, "state", "notifications"}
    assert {name.removesuffix("_id") for name in told} - set(FIELDS) == set()


def test_every_value_that_is_told_has_words():
    """A slot that shows a word of a fact as it was written has a table of what such words are called."""
    plain = {"count", "seal", "fields"}
    for kind, sentence in SENTENCES.items():
        fields = registry.FACTS[kind].__dataclass_fields__ if kind in registry.FACTS else {}
        slots = {slot for slot in re.findall(r"\{(\w+)\}", str(sentence)) if slot in fields}
        assert slots - plain <= set(VALUES), kind
    assert set(HEALTH) == set(ContactPoint.Health.values)


@pytest.fixture
def staff(db) -> make.Staff:
    return make.three()


def told(viewer) -> list[str]:
    return [str(line.sentence) for line in telling.tell(queries.audit(queries.Wanted()), viewer)]


def publish(fact) -> None:
    with transaction.atomic():
        services.publish(SYSTEM, fact)


def test_fields_settings_and_states_are_told_in_words(staff):
    person = people.person()
    publish(PersonEdited(person_id=person.pk, fields=["full_name", "owner_id", "time_zone"]))
    publish(ContactPointHealthChanged(person_id=person.pk, contact_point_id=1, health="suppressed", code="5.1.1"))
    accounts.demand_second_factor(staff.actor(staff.root), who="everyone", roles=[], grace_days=1)
    lines = told(staff.viewer(staff.root))
    assert lines[2].endswith(": name, owner, time zone")
    assert lines[1].endswith("was marked no longer to be written to")
    assert lines[0].endswith("changed the setting “second step”")


def test_whoever_may_not_open_a_person_reads_no_name(staff):
    """One who reads the logs and nothing else sees numbers, and no link."""
    role = accounts.make_role(staff.actor(staff.root), "Log reader", {"audit:read": "all"})
    reader = make.staff("Lena Reader", role.key)
    person = people.person("Diana Allen")
    job = jobs.job("Associate Counsel")
    jobs.application(person, job)
    assert any("Diana Allen" in line and "Associate Counsel" in line for line in told(staff.viewer(staff.root)))
    for line in told(staff.viewer(reader)):
        assert "Diana" not in line and "Counsel" not in line and "href" not in line
    assert any(f"person {person.pk}" in line for line in told(staff.viewer(reader)))


def test_a_name_follows_the_sight_of_each_reader(staff):
    accounts.set_roles(staff.actor(staff.root), staff.ben.pk, ["recruiter", "auditor"])
    hidden = people.person("Diana Allen", audience_id=accounts.intern_audience("only_me", [staff.ada.pk]))
    job = jobs.job("General Counsel", confidential=True, team=[(staff.ada.pk, "recruiter")])
    accounts.set_roles(staff.actor(staff.root), staff.cleo.pk, ["marketing"])
    assert any("Diana Allen" in line for line in told(staff.viewer(staff.ada)))
    assert not any("Diana Allen" in line for line in told(staff.viewer(staff.cleo)))
    assert not any("General Counsel" in line for line in told(staff.viewer(staff.cleo)))
    services.log_access(staff.actor(staff.ada), "person", hidden.pk)
    rows = queries.accesses()
    assert "Diana Allen" in telling.tell_accesses(rows, staff.viewer(staff.ada))[0].sentence
    assert "Diana Allen" not in telling.tell_accesses(rows, staff.viewer(staff.cleo))[0].sentence
    assert job.pk


def test_nobody_sees_in_the_access_log_who_read_their_own_record(staff, client):
    accounts.set_roles(staff.actor(staff.root), staff.ben.pk, ["recruiter", "auditor"])
    own = people.person("Ben Okafor", user=staff.ben)
    services.log_access(staff.actor(staff.ada), "person", own.pk)
    client.force_login(staff.ben)
    assert "opened the page" not in client.get("/settings/access-log/").content.decode()
    client.force_login(staff.root)
    assert "opened the page" in client.get("/settings/access-log/").content.decode()
