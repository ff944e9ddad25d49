"""SEC-13: change, drop, reorder or slip in one fact, and verifying names it."""

from __future__ import annotations

import io
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from rapport.accounts.events import SettingChanged
from rapport.events import domain, queries, services
from rapport.events.models import Event, EventSeal
from rapport.events.tests import make
from rapport.lib.actor import SYSTEM

MOMENT = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


@pytest.fixture
def chain(db) -> list[Event]:
    events = make.facts(3)
    services.seal()
    events += make.facts(4)
    services.seal()
    assert queries.verify().is_whole
    return events


def broken() -> tuple[str, int, int | None]:
    found = queries.verify().broken
    assert found is not None
    return found.what, found.seq, found.event_id


def test_a_whole_chain_is_called_whole_and_the_tail_is_reported(chain):
    make.fact()
    report = queries.verify()
    assert (report.is_whole, report.seals, report.sealed, report.unsealed) == (True, 2, 7, 1)


def test_sealing_finds_nothing_twice(chain):
    assert services.seal() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"facts": {"key": "other"}},
        {"kind": "accounts.RoleChanged"},
        {"actor_id": 7},
        {"person_id": 9},
        {"at": MOMENT},
        {"actor_kind": "user"},
    ],
)
def test_a_changed_fact_is_named(chain, change):
    Event.objects.filter(pk=chain[4].pk).update(**change)
    assert broken() == ("changed", 2, chain[4].pk)


def test_the_first_of_several_changes_is_named(chain):
    Event.objects.filter(pk__in=[chain[1].pk, chain[5].pk]).update(actor_id=7)
    assert broken() == ("changed", 1, chain[1].pk)


def test_a_dropped_fact_is_named(chain):
    Event.objects.filter(pk=chain[1].pk).delete()
    assert broken() == ("dropped", 1, chain[1].pk)


def test_facts_that_changed_places_are_named(chain):
    first, second = chain[0].pk, chain[2].pk
    spare = chain[-1].pk + 1000
    for now, then in ((first, spare), (second, first), (spare, second)):
        Event.objects.filter(pk=now).update(id=then)
    assert broken() == ("reordered", 1, first)


def test_a_fact_moved_to_another_seal_is_named(chain):
    Event.objects.filter(pk=chain[0].pk).update(seal=2)
    assert broken() == ("reordered", 1, chain[0].pk)


def test_a_fact_slipped_in_is_named(chain):
    late = make.fact()
    Event.objects.filter(pk=late.pk).update(seal=1)
    assert broken() == ("added", 1, late.pk)


def test_a_seal_rewritten_to_fit_a_changed_fact_breaks_the_chain(chain):
    Event.objects.filter(pk=chain[0].pk).update(actor_id=7)
    seal = EventSeal.objects.get(pk=1)
    rows = [(e.pk, domain.digest(queries.row_of(e))) for e in Event.objects.filter(seal=1).order_by("id")]
    EventSeal.objects.filter(pk=1).update(rows=domain.pack(rows))
    assert broken() == ("seal_changed", 1, None)
    new = domain.link(domain.ROOT, 1, domain.pack(rows))
    EventSeal.objects.filter(pk=1).update(hash=new)
    assert broken() == ("seal_changed", 2, None)
    assert bytes(seal.hash) != new


def test_a_missing_seal_is_named(chain):
    Event.objects.filter(seal=1).update(seal=None)
    EventSeal.objects.filter(pk=1).delete()
    assert broken() == ("seal_missing", 1, None)


def test_a_cut_off_end_is_known_by_a_head_noted_earlier(chain):
    head = queries.verify().head
    Event.objects.filter(seal=2).delete()
    EventSeal.objects.filter(pk=2).delete()
    assert queries.verify().is_whole
    found = queries.verify(head).broken
    assert found is not None and found.what == "head_missing"


def test_the_command_says_it_and_answers_with_1(chain):
    out = io.StringIO()
    call_command("audit", "verify", stdout=out)
    assert "7 facts in 2 seals hold." in out.getvalue()
    Event.objects.filter(pk=chain[4].pk).delete()
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify", stdout=out)
    assert ended.value.code == 1
    assert f"Fact {chain[4].pk} (seal 2) was dropped." in out.getvalue()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text("abcdef", min_size=1), json_values, max_size=4), st.integers(-12, 14))
def test_canonical_bytes_do_not_depend_on_order_or_zone(facts, hours):
    row = domain.Row(MOMENT, "a.B", "user", 1, None, facts)
    turned = dict(reversed(list(facts.items())))
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=hours)))
    assert domain.canonical(row) == domain.canonical(row._replace(facts=turned, at=elsewhere))


@given(st.lists(st.tuples(st.integers(1, 2**62), st.binary(min_size=16, max_size=16)), max_size=20))
def test_what_is_packed_comes_out_again(entries):
    assert list(domain.unpack(domain.pack(entries))) == entries


@pytest.mark.django_db
def test_rows_come_back_from_the_database_as_they_were_sealed():
    with transaction.atomic():
        fact = services.publish(SYSTEM, SettingChanged(key="ü عربي 日本 \U0001f600 é"), at=MOMENT)
    services.seal()
    assert domain.digest(queries.row_of(Event.objects.get(pk=fact.pk))) == domain.digest(queries.row_of(fact))
    assert queries.verify().is_whole


@pytest.mark.django_db(transaction=True)
def test_publishing_while_sealing_skips_and_doubles_nothing():
    """Late commits get smaller ids than what is sealed already; two sealers run beside four writers."""
    writers, each = 4, 25
    done = threading.Event()
    errors: list[BaseException] = []

    def guarded(work) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    def write() -> None:
        for n in range(each):
            with transaction.atomic():
                make.fact(f"a {n}")
                make.fact(f"b {n}")

    def keep_sealing() -> None:
        while not done.is_set():
            services.seal()

    threads = [threading.Thread(target=guarded, args=(write,)) for _ in range(writers)]
    sealers = [threading.Thread(target=guarded, args=(keep_sealing,)) for _ in range(2)]
    for thread in (*sealers, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    while services.seal():
        pass
    assert errors == []
    sealed = [id for seal in EventSeal.objects.order_by("seq") for id, _ in domain.unpack(bytes(seal.rows))]
    assert len(sealed) == len(set(sealed)) == Event.objects.count() == writers * each * 2
    assert queries.verify().is_whole
    assert connection.vendor in {"sqlite", "postgresql"}
