from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rapport.tasks import domain
from rapport.tasks.domain import Bucket

FRIDAY_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arrived", "zone", "due"),
    [
        ("2026-11-19T14:31+00:00", "UTC", "2026-11-20T14:31+00:00"),  # Thursday: Friday, same hour
        ("2026-11-20T14:31+00:00", "UTC", "2026-11-23T14:31+00:00"),  # Friday: Monday
        ("2026-11-21T03:00+00:00", "UTC", "2026-11-24T09:00+00:00"),  # Saturday: counts from Monday morning
        ("2026-11-19T10:00+03:00", "Asia/Riyadh", "2026-11-22T10:00+03:00"),  # Thursday in Riyadh: Sunday
        ("2026-11-20T23:30+00:00", "Asia/Tokyo", "2026-11-24T09:00+09:00"),  # already Saturday in Tokyo
    ],
)
def test_one_business_day_is_counted_where_the_owner_is(arrived: str, zone: str, due: str) -> None:
    assert domain.next_business_day(datetime.fromisoformat(arrived), zone) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("choice", "day"),
    [("today", 20), ("tomorrow", 21), ("three_days", 23), ("next_week", 23), ("none", None)],
)
def test_days_by_name(choice: str, day: int | None) -> None:
    found = domain.due_of(choice, FRIDAY_NOON, "Europe/Berlin")
    assert (found and found.day) == day
    if found:
        assert domain.is_whole_day(found, domain.zone("Europe/Berlin"))


def test_tomorrow_is_tomorrow_where_the_user_is() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # 08:30 on the 21st in Tokyo
    assert domain.due_of("tomorrow", late, "Asia/Tokyo") == datetime.fromisoformat("2026-11-22T23:59+09:00")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, Bucket.UNDATED),
        ("2026-11-20T11:59+00:00", Bucket.OVERDUE),
        ("2026-11-20T22:30+00:00", Bucket.TODAY),  # 23:30 in Berlin
        ("2026-11-20T23:30+00:00", Bucket.WEEK),  # already Saturday in Berlin
        ("2026-11-23T09:00+00:00", Bucket.LATER),
    ],
)
def test_buckets_go_by_the_days_of_the_reader(due: str | None, expected: Bucket) -> None:
    moment = datetime.fromisoformat(due) if due else None
    assert domain.bucket(moment, FRIDAY_NOON, "Europe/Berlin") is expected


def test_reminders_come_in_the_morning_or_an_hour_before() -> None:
    day = domain.due_of("tomorrow", FRIDAY_NOON, "Europe/Berlin")
    hour = datetime.fromisoformat("2026-11-24T15:00+01:00")
    assert domain.remind_at("morning", day, "Europe/Berlin") == datetime.fromisoformat("2026-11-21T09:00+01:00")
    assert domain.remind_at("hour", hour, "Europe/Berlin") == datetime.fromisoformat("2026-11-24T14:00+01:00")
    assert domain.remind_at("day_before", hour, "Europe/Berlin") == datetime.fromisoformat("2026-11-23T09:00+01:00")
    assert domain.remind_at("hour", day, "Europe/Berlin") == datetime.fromisoformat("2026-11-21T09:00+01:00")
    assert domain.remind_at("morning", None, "Europe/Berlin") is None
    for choice in ("hour", "morning", "day_before", "none"):
        assert domain.remind_choice(domain.remind_at(choice, hour, "UTC"), hour, "UTC") == choice


def test_an_unknown_zone_is_utc() -> None:
    assert str(domain.zone("Mars/Olympus")) == "UTC"
