from __future__ import annotations

import pytest
from django.db import transaction

from rapport.worker import Lane, wake
from rapport.worker.waking import last_woken


@pytest.mark.django_db(transaction=True)
def test_waking_waits_for_the_commit():
    before = last_woken(Lane.BULK)
    with transaction.atomic():
        wake(Lane.BULK)
        assert last_woken(Lane.BULK) == before
    assert last_woken(Lane.BULK) > before


@pytest.mark.django_db(transaction=True)
def test_two_wake_ups_in_a_row_can_be_told_apart():
    wake("inbound")
    first = last_woken(Lane.INBOUND)
    wake("inbound")
    assert last_woken(Lane.INBOUND) > first


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_wakes_nobody():
    before = last_woken(Lane.URGENT)
    with pytest.raises(RuntimeError), transaction.atomic():
        wake("urgent")
        raise RuntimeError
    assert last_woken(Lane.URGENT) == before
