from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from rapport.db.locks import only_one
from rapport.db.models import Lock

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(name: str) -> bool:
    """Whether another session gets the lock now."""
    got: list[bool] = []

    def take() -> None:
        try:
            with only_one(name) as mine:
                got.append(mine)
        finally:
            connection.close()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return got[0]


def test_one_holder_at_a_time() -> None:
    with only_one("a") as mine:
        assert mine
        assert not elsewhere("a")
        assert elsewhere("b")
    assert elsewhere("a")


def test_a_lock_is_let_go_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), only_one("a"):
        raise ZeroDivisionError
    assert elsewhere("a")


def test_of_many_threads_one_wins() -> None:
    start, end, results = threading.Barrier(4), threading.Barrier(4), list[Any]()

    def take() -> None:
        try:
            start.wait()
            with only_one("a") as mine:
                results.append(mine)
                end.wait(timeout=20)
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]


@pytest.mark.sqlite  # PostgreSQL's locks end with their connection and know no lease
def test_a_lease_that_ended_frees_the_lock() -> None:
    with only_one("a") as mine:
        assert mine
        Lock.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        assert elsewhere("a")
