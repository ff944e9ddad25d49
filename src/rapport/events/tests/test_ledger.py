"""Facts and version numbers are written set by set: as many statements for twenty as for two."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rapport.accounts.events import SettingChanged
from rapport.events import registry, services
from rapport.events.models import Event, Reaction, Tick
from rapport.lib.actor import SYSTEM

pytestmark = pytest.mark.django_db
heard: list[Any] = []


@pytest.fixture(autouse=True)
def wired():
    before = (dict(registry.NOW), dict(registry.LATER), dict(registry.HANDLERS))
    heard.clear()
    yield
    for kept, was in zip((registry.NOW, registry.LATER, registry.HANDLERS), before, strict=True):
        kept.clear()
        kept.update(was)


@registry.set_wise
def all_at_once(actor, facts) -> None:
    heard.append([fact.key for fact in facts])


def one_by_one(actor, fact) -> None:
    heard.append(fact.key)


@registry.only_when(lambda fact: fact.key == "b")
def picky(actor, fact) -> None: ...


def published(*keys: str) -> list[Event]:
    with transaction.atomic():
        return services.publish_all(SYSTEM, [SettingChanged(key=key) for key in keys])


def test_handlers_hear_all_facts_together_or_one_by_one():
    registry.connect(now={SettingChanged: [all_at_once, one_by_one]}, later={})
    published("a", "b")
    assert heard == [["a", "b"], "a", "b"]
    assert list(Event.objects.order_by("id").values_list("facts", flat=True)) == [{"key": "a"}, {"key": "b"}]


def test_work_for_later_is_queued_only_where_it_is_wanted():
    registry.connect(now={}, later={SettingChanged: [picky]})
    events = published("a", "b")
    assert list(Reaction.objects.values_list("event_id", flat=True)) == [events[1].pk]


def test_twenty_facts_cost_as_many_statements_as_two():
    registry.connect(now={SettingChanged: [all_at_once]}, later={SettingChanged: [picky]})
    counts = []
    for keys in ("ab", "bcdefghijklmnopqrstu"):
        with CaptureQueriesContext(connection) as queries:
            published(*keys)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_versions_rise_by_one_known_or_new():
    services.tick("person:1")
    services.tick("person:1", "person:2", "person:2")
    services.tick("person:2", "person:3", "person:1")
    assert dict(Tick.objects.values_list("topic", "version")) == {"person:1": 3, "person:2": 2, "person:3": 1}


def test_twenty_versions_cost_as_many_statements_as_two():
    with CaptureQueriesContext(connection) as few:
        services.tick("a", "b")
    with CaptureQueriesContext(connection) as many:
        services.tick(*(f"new:{n}" for n in range(20)))
    assert len(many) == len(few)
