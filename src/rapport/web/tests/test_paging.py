from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.web.paging import BadCursor, decode, encode, page_of

keys = st.one_of(st.none(), st.integers(), st.text(), st.datetimes(timezones=st.just(UTC)))


@given(st.lists(keys, max_size=4))
def test_what_goes_in_comes_out(row: list[object]) -> None:
    assert decode(encode(*row)) == tuple(row)  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_anything_else_is_refused_politely(text: str) -> None:
    with contextlib.suppress(BadCursor):
        decode(text)


@pytest.mark.parametrize("cursor", ["", "e30", "W3RydWVd", "W1tdXQ", "W3sidCI6MX1d", "W3sidCI6Im5vIn1d", "é"])
def test_forged_cursors_are_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode(cursor)


def test_page_of_tells_whether_there_is_more() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    page = page_of([3, 2, 1], 2, lambda n: (at, n))
    assert page.items == [3, 2] and page.older is not None and decode(page.older) == (at, 2)
    assert page_of([3, 2], 2, lambda n: (n,)).older is None
    assert page_of([], 2, lambda n: (n,)).items == []
