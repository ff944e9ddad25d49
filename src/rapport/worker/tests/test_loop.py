from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from rapport.worker import Lane, Sweep, queries, wake
from rapport.worker.loop import Loop
from rapport.worker.models import SweepRun
from rapport.worker.sweep import drain

pytestmark = pytest.mark.django_db(transaction=True)


def until(is_true: Callable[[], bool], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.01)
    return False


class Counter:
    """A sweep's body that counts its runs and finds work as long as there is some."""

    def __init__(self, work: int = 0) -> None:
        self.runs = 0
        self.work = work

    def __call__(self) -> int:
        self.runs += 1
        if self.work:
            self.work -= 1
            return 1
        return 0


def run(*sweeps: Sweep) -> Loop:
    loop = Loop(sweeps)
    loop.start()
    return loop


def stop(loop: Loop) -> None:
    loop.ask_to_stop()
    assert loop.join(5) == []


def test_work_is_done_without_rest_until_none_is_left():
    body = Counter(work=50)
    loop = run(Sweep("mill", body, every=60))
    assert until(lambda: body.runs == 51)
    stop(loop)
    assert body.runs == 51
    row = SweepRun.objects.get(name="mill")
    assert row.done_total == 50
    assert row.last_finished_at is not None
    assert queries.is_alive()


def test_a_wake_up_ends_the_rest_of_its_lane_only():
    urgent, slow = Counter(), Counter()
    loop = run(Sweep("post", urgent, every=60, lane=Lane.URGENT), Sweep("dust", slow, every=60))
    assert until(lambda: urgent.runs == 1 and slow.runs == 1)
    wake("urgent")
    assert until(lambda: urgent.runs == 2, within=1)
    stop(loop)
    assert slow.runs == 1


def test_a_failing_sweep_is_written_down_and_holds_up_nobody():
    sound = Counter()

    def broken() -> int:
        raise ValueError("the pipe is blocked")

    loop = run(Sweep("broken", broken, every=0.01), Sweep("sound", sound, every=0.01))
    assert until(lambda: SweepRun.objects.filter(name="broken", failures__gte=1).exists())
    assert until(lambda: sound.runs > 20)
    stop(loop)
    row = queries.failing().get()
    assert "the pipe is blocked" in row.last_error
    assert row.error_at is not None
    assert row.failures <= 2  # it backs off instead of hammering


def test_after_a_good_run_the_sweep_is_well_again_and_the_error_stays_readable():
    tries = []

    def moody() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("not today")
        return 0

    loop = run(Sweep("moody", moody, every=0.01))
    assert until(lambda: SweepRun.objects.filter(name="moody", failures=0, error_at__isnull=False).exists())
    stop(loop)
    assert "not today" in SweepRun.objects.get(name="moody").last_error


def test_stopping_finishes_the_job_in_hand():
    entered, finished = threading.Event(), threading.Event()

    def long() -> int:
        entered.set()
        time.sleep(0.4)
        finished.set()
        return 1

    loop = run(Sweep("long", long))
    assert entered.wait(5)
    stop(loop)
    assert finished.is_set()
    assert SweepRun.objects.get(name="long").done_total == 1


def test_a_lane_that_cannot_finish_in_time_is_named():
    entered, release = threading.Event(), threading.Event()

    def stuck() -> int:
        entered.set()
        release.wait(10)
        return 0

    loop = run(Sweep("stuck", stuck, lane=Lane.BULK))
    assert entered.wait(5)
    loop.ask_to_stop()
    assert loop.join(0.1) == ["lane-bulk"]
    release.set()
    assert loop.join(5) == []


def test_two_sweeps_may_not_share_a_name():
    with pytest.raises(ValueError, match="twin"):
        Loop([Sweep("twin", lambda: 0), Sweep("twin", lambda: 0)])


def test_drain_runs_until_nothing_is_left_and_lets_errors_through():
    body = Counter(work=3)
    assert drain([Sweep("mill", body)]) == 3

    def broken() -> int:
        raise ValueError("loud")

    with pytest.raises(ValueError, match="loud"):
        drain([Sweep("broken", broken)])
    with pytest.raises(RuntimeError, match="still find work"):
        drain([Sweep("endless", lambda: 1)], rounds=3)
