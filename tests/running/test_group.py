from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from rapport.config.management import ports
from rapport.config.serving import Child, Group, environment, stop_on_signals

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def until(is_true: Callable[[], object], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if is_true():
            return True
        time.sleep(0.02)
    return False


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_child_that_falls_over_is_started_again_later_and_later():
    said: list[str] = []
    clock = Clock()
    child = Child("worker", [sys.executable, "-c", "import sys; sys.exit(3)"])
    group = Group([child], environment(), said.append, clock)
    group.start()
    for pause in (1.0, 2.0, 4.0):
        assert until(child.has_ended)
        group.tend()
        assert said[-1].endswith(f"(exit code 3); starting it again in {pause:g} s.")
        group.tend()
        assert child.process is None
        clock.now += pause
        group.tend()
        assert child.process is not None
    group.stop()


def test_a_killed_child_is_named_with_its_signal():
    said: list[str] = []
    child = Child("mail listener", SLEEPER)
    group = Group([child], environment(), said.append)
    group.start()
    assert child.process is not None
    child.process.kill()
    assert until(child.has_ended)
    group.tend()
    assert "mail listener stopped by itself (signal SIGKILL)" in said[0]


def test_stopping_ends_all():
    children = [Child("one", SLEEPER), Child("two", SLEEPER)]
    group = Group(children, environment(), lambda _line: None)
    group.start()
    group.stop()
    assert all(child.process is not None and child.process.returncode == -signal.SIGTERM for child in children)


def test_children_do_not_outlive_a_parent_that_was_killed():
    parent = (
        "import time\n"
        "from rapport.config.serving import Child, Group, environment\n"
        f"child = Child('child', {SLEEPER!r})\n"
        "Group([child], environment(), print).start()\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", parent], env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    process.kill()
    process.wait()

    def is_gone() -> bool:
        try:
            with open(f"/proc/{pid}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] == "Z"
        except FileNotFoundError:
            return True

    assert until(is_gone)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_both_signals_ask_to_stop(number: signal.Signals):
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        stopping = stop_on_signals()
        signal.raise_signal(number)
        assert stopping.is_set()
    finally:
        for each, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(each, handler)


def test_free_ports_differ_and_a_taken_one_is_seen():

    first, second = ports.free_ports(2)
    assert first != second
    with socket.socket() as other:
        other.bind(("127.0.0.1", first))
        other.listen()
        assert ports.is_taken("127.0.0.1", first)
        assert ports.is_listening("127.0.0.1", first)
    assert not ports.is_taken("127.0.0.1", second)


def test_the_environment_of_children_finds_the_source():
    assert os.path.isdir(os.path.join(environment()["PYTHONPATH"].split(os.pathsep)[0], "rapport"))
