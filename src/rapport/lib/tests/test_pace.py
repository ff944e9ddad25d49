"""Buckets keep their limit in every window, give bulk its share and leave room for what is urgent."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from rapport.lib.pace import Level, Limit

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("count", [3, 20, 300])
@pytest.mark.parametrize("seed", range(5))
def test_no_stretch_of_a_minute_exceeds_the_limit_wherever_it_begins(count: int, seed: int) -> None:
    dice, now, gone = random.Random(seed), START, []
    level = Level.full(Limit(count, MINUTE), now)
    while now < START + timedelta(minutes=10):
        now += timedelta(seconds=dice.choice([0.01, 0.5, 3, 40]))
        level.refill(now)
        for _ in range(dice.randrange(60)):
            lane = dice.choice(["urgent", "normal", "bulk"])
            if level.has_one(lane):
                level.take_one(lane)
                gone.append(now)
    for start in gone:
        assert sum(start <= at < start + MINUTE for at in gone) <= count


def test_bulk_gets_its_share_however_much_else_there_is() -> None:
    level, now, bulk = Level.full(Limit(100, MINUTE), START), START, 0
    for second in range(600):
        now = START + timedelta(seconds=second)
        level.refill(now)
        while level.has_one("urgent"):
            level.take_one("urgent")
        while level.has_one("bulk"):
            level.take_one("bulk")
            bulk += 1
    assert bulk >= 80  # a tenth of ten minutes


def test_bulk_leaves_room_for_what_is_urgent() -> None:
    level = Level.full(Limit(1000, MINUTE), START)
    while level.has_one("bulk"):
        level.take_one("bulk")
    assert level.has_one("normal")
    while level.has_one("normal"):
        level.take_one("normal")
    assert level.has_one("urgent")


def test_a_slow_down_halves_the_flow_until_its_end_mail49() -> None:
    limit = Limit(600, MINUTE)
    slowed, plain = Level(limit, 0, 0, START), Level(limit, 0, 0, START)
    slowed.slow_down(START + timedelta(seconds=2))
    slowed.refill(START + timedelta(seconds=2))
    plain.refill(START + timedelta(seconds=2))
    assert slowed.shared == pytest.approx(plain.shared / 2)
    slowed.slow_down(START + timedelta(seconds=1))
    assert slowed.slowed_until == START + timedelta(seconds=2)


def test_those_left_over_are_asked_back_one_after_the_other() -> None:
    level = Level(Limit(60, MINUTE), 0, 0, START)
    waits = [level.wait_of(place) for place in range(4)]
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(seconds=1)
    assert waits[3] < timedelta(seconds=6)
