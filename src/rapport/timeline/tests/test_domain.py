"""The rules of the timeline by tables of examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rapport.timeline import domain
from rapport.timeline.domain import ItemFacts, ReaderFacts

ADA = ReaderFacts(1, may_log=True, may_note=True, may_pin=True)
ROOT = ReaderFacts(9, may_correct=True, may_send=True)


@pytest.mark.parametrize(
    ("item", "reader", "edits", "corrects", "shows"),
    [
        (ItemFacts(1, True, False, False), ADA, True, False, True),
        (ItemFacts(2, True, False, False), ADA, False, False, False),
        (ItemFacts(2, True, False, False), ROOT, False, False, False),
        (ItemFacts(2, False, False, False), ROOT, False, True, False),
        (ItemFacts(2, False, False, False), ADA, False, False, False),
        (ItemFacts(None, False, True, False), ROOT, False, False, False),
        (ItemFacts(1, True, True, False), ADA, False, False, False),
        (ItemFacts(None, False, False, True), ROOT, False, False, True),
        (ItemFacts(1, True, False, True), ADA, False, False, False),
    ],
)
def test_who_may_change_what(item: ItemFacts, reader: ReaderFacts, edits: bool, corrects: bool, shows: bool) -> None:
    assert domain.may_edit(item, reader).is_allowed is edits
    assert domain.may_correct(item, reader).is_allowed is corrects
    assert domain.may_show_to(item, reader).is_allowed is shows


@dataclass(frozen=True)
class Line:
    n: int
    folds: bool
    occurred_at: datetime = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", []),
        ("c", [(1, 0)]),
        ("qqq", [(3, 0)]),
        ("qqqq", [(1, 3)]),
        ("qcqqqqqc", [(1, 0), (1, 0), (1, 4), (1, 0)]),
    ],
)
def test_more_than_three_quiet_lines_in_a_row_fold(pattern: str, expected: list[tuple[int, int]]) -> None:
    runs = domain.fold(Line(n, letter == "q") for n, letter in enumerate(pattern))
    assert [(len(run.items), len(run.folded)) for run in runs] == expected


def test_a_day_begins_where_the_reader_lives() -> None:
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)
    items = [Line(1, False, late), Line(2, False, late - timedelta(hours=2))]
    assert [day.on.day for day in domain.days(items, ZoneInfo("UTC"))] == [12]
    assert [day.on.day for day in domain.days(items, ZoneInfo("Europe/Berlin"))] == [13, 12]
