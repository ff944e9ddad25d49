from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import F, Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rapport.db.claims import Claim, claim, extend, finish, record, swap
from rapport.db.models import Claimable

pytestmark = pytest.mark.django_db(transaction=True)


class Chore(Claimable):
    state = models.CharField(max_length=8, default="queued")
    attempts = models.IntegerField(default=0)

    class Meta:
        app_label = "db"
        managed = False
        db_table = "test_chore"


class Errand(models.Model):
    claim = models.BinaryField(max_length=16, null=True)
    claimed_until = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    words = models.BinaryField(default=b"")

    class Meta:
        app_label = "db"
        managed = False
        db_table = "test_errand"

    def __str__(self) -> str:
        return "errand"


@pytest.fixture(autouse=True)
def tables(transactional_db: None) -> Iterator[None]:
    with connection.schema_editor() as editor:
        editor.create_model(Chore)
        editor.create_model(Errand)
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Chore)
        editor.delete_model(Errand)


def take(limit: int = 10, lease_seconds: float = 60, **more: Any) -> Claim:
    return claim(Chore, where=Q(state="queued"), order_by=["-id"], limit=limit, lease_seconds=lease_seconds, **more)


def make(count: int) -> list[int]:
    return sorted(row.pk for row in Chore.objects.bulk_create([Chore() for _ in range(count)]))


def test_a_claim_takes_the_first_by_order_and_sets_what_it_is_told() -> None:
    ids = make(5)
    Chore.objects.filter(pk=ids[4]).update(state="done")
    mine = take(limit=2, set={"state": "claimed", "attempts": F("attempts") + 1})
    assert sorted(mine.ids) == ids[2:4]
    rows = Chore.objects.filter(claim=mine.token)
    assert {(row.pk, row.state, row.attempts) for row in rows} == {(id, "claimed", 1) for id in ids[2:4]}
    assert all(row.claimed_until > timezone.now() for row in rows)


def test_held_rows_come_back_when_the_lease_ends() -> None:
    ids = make(2)
    mine = take()
    assert take().ids == []
    Chore.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    theirs = take()
    assert sorted(theirs.ids) == ids
    assert finish(Chore, mine.token, mine.ids, {"state": "done"}) == 0
    assert finish(Chore, theirs.token, theirs.ids, {"state": "done"}) == 2
    assert set(Chore.objects.values_list("state", "claim", "claimed_until")) == {("done", None, None)}


def test_a_claim_can_be_held_longer() -> None:
    make(1)
    mine = take(lease_seconds=-1)
    assert extend(Chore, mine.token, mine.ids, 60) == 1
    assert take().ids == []


def test_nothing_due_is_no_claim() -> None:
    assert take().ids == []


def test_binary_tokens_work_too() -> None:
    Errand.objects.create()
    mine = claim(Errand, where=Q(), order_by=["id"], limit=5, lease_seconds=5)
    assert isinstance(mine.token, bytes)
    assert finish(Errand, mine.token, mine.ids) == 1


def test_four_workers_never_get_the_same_row() -> None:
    ids = make(400)
    start, taken, failures = threading.Barrier(4), Counter[int](), list[Any]()
    lock = threading.Lock()

    def work() -> None:
        try:
            start.wait()
            while (mine := take(limit=7, set={"state": "claimed"})).ids:
                assert len(mine.ids) <= 7
                with lock:
                    taken.update(mine.ids)
                assert finish(Chore, mine.token, mine.ids, {"state": "done"}) == len(mine.ids)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert taken == Counter(ids)
    assert Chore.objects.filter(state="done").count() == 400


def test_a_swap_changes_what_is_still_ours_and_as_expected():
    ids = make(4)
    token, _ = take()
    Chore.objects.filter(pk=ids[0]).update(claim=None)  # let go by somebody
    Chore.objects.filter(pk=ids[1]).update(state="recalled")
    changed = swap(Chore, token, ids, where=Q(state="queued"), set={"state": "going", "attempts": F("attempts") + 1})
    assert sorted(changed) == ids[2:]
    assert list(Chore.objects.order_by("pk").values_list("state", "attempts")) == [
        ("queued", 0), ("recalled", 0), ("going", 1), ("going", 1),
    ]  # fmt: skip


def test_a_record_writes_each_row_its_own_and_lets_go():
    ids = make(4)
    token, _ = take()
    Chore.objects.filter(pk=ids[3]).update(claim="00000000-0000-0000-0000-000000000001")  # somebody else by now
    rows = {id: {"state": f"s{n}", "attempts": n} for n, id in enumerate(ids)}
    with CaptureQueriesContext(connection) as queries:
        assert sorted(record(Chore, token, rows)) == ids[:3]
    assert len(queries) == 1
    assert list(Chore.objects.order_by("pk").values_list("state", "attempts"))[:3] == [("s0", 0), ("s1", 1), ("s2", 2)]
    assert list(Chore.objects.filter(claim=None).order_by("pk").values_list("pk", flat=True)) == ids[:3]
    assert Chore.objects.get(pk=ids[3]).state == "queued"


def test_a_record_keeps_moments_bytes_and_nothing():
    errand = Errand.objects.create(claim=b"x" * 16)
    moment = timezone.now()
    assert record(Errand, b"x" * 16, {errand.pk: {"at": moment, "words": b"\x00\xff"}}) == [errand.pk]
    errand.refresh_from_db()
    assert (errand.at, bytes(errand.words)) == (moment, b"\x00\xff")
    Errand.objects.update(claim=b"y" * 16)
    other = Errand.objects.create(claim=b"y" * 16)
    rows = {errand.pk: {"at": None, "words": b""}, other.pk: {"at": moment, "words": b"z"}}
    assert len(record(Errand, b"y" * 16, rows)) == 2
    errand.refresh_from_db()
    other.refresh_from_db()
    assert (errand.at, other.at, bytes(other.words)) == (None, moment, b"z")
    assert record(Errand, b"y" * 16, {}) == []


def test_a_record_asks_for_values_that_must_still_stand():
    ids = make(2)
    token, _ = take()
    Chore.objects.filter(pk=ids[0]).update(state="recalled")
    rows = {id: {"attempts": 5} for id in ids}
    assert record(Chore, token, rows, where={"state": "queued"}) == ids[1:]
