from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from rapport.accounts.models import Setting, Team
from rapport.db.models import Lock
from rapport.db.prepared import Prepared

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def teams(count: int) -> list[int]:
    return [Team.objects.create(name=f"Team {n}").pk for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 5, 6, 20, 21])
def test_it_gives_what_the_query_gives_for_lists_of_any_length(count: int) -> None:
    ids = teams(count + 3)[:count]
    ask = Prepared(lambda ids: Team.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "name"))
    for _ in range(2):
        assert ask(ids) == [(id, f"Team {n}") for n, id in enumerate(ids)]
    assert ask(ids[-1:]) == [(ids[-1], f"Team {count - 1}")]
    assert ask([]) == []


def test_values_come_back_in_their_own_types() -> None:
    Lock.objects.create(name="one", held_until=MOMENT)
    Setting.objects.create(key="k", value={"a": [1]})
    moments = Prepared(lambda ids: Lock.objects.exclude(holder__in=[]).filter(name="one").values_list("held_until"))
    assert moments([1]) == [(MOMENT,)]
    words = Prepared(lambda ids: Setting.objects.filter(key="k").values_list("value"))
    assert words([1]) == words([1]) == [({"a": [1]},)]


def test_an_id_may_stand_in_two_places() -> None:
    first, second, third = teams(3)
    ask = Prepared(
        lambda ids: (
            (Team.objects.filter(pk__in=ids) | Team.objects.filter(pk__in=ids, name="x"))
            .order_by("pk")
            .values_list("pk", flat=True)
        )
    )
    assert [row[0] for row in ask([first, third])] == [first, third]
    assert [row[0] for row in ask([second])] == [second]


def test_it_is_one_statement_and_none_to_build_it() -> None:
    ids = teams(3)
    ask = Prepared(lambda ids: Team.objects.filter(pk__in=ids).values_list("pk"))
    with CaptureQueriesContext(connection) as queries:
        ask(ids)
        ask(ids[:2])
    assert len(queries) == 2


def test_every_thread_asks_over_its_own_connection() -> None:
    ids, found = teams(2), []
    ask = Prepared(lambda ids: Team.objects.filter(pk__in=ids).order_by("pk").values_list("pk"))

    def run() -> None:
        found.append(ask(ids))
        connections.close_all()
        found.append(ask(ids))
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [[(ids[0],), (ids[1],)]] * 2 == [ask(ids)] * 2
