"""The command a new user types, for real: a fresh home, real processes, real signals."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rapport.config.management import ports
from rapport.config.serving import environment

START_WITHIN = 90


class Running:
    """`rapport run` on ports of its own, and what it has said so far."""

    def __init__(self, home: Path) -> None:
        self.port, self.smtp_port = ports.free_ports(2)
        own = {"RAPPORT_HOME": str(home), "RAPPORT_DEMO": "0", "DATABASE_URL": ""}
        self.said = home / "said"
        with self.said.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rapport", "run", f"--port={self.port}", f"--smtp-port={self.smtp_port}"],
                env=environment(**own),
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.said.read_text()

    def wait_for(self, line: str) -> None:
        end = time.monotonic() + START_WITHIN
        while line not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < end, self.text()
            time.sleep(0.1)

    def children(self) -> list[int]:
        listed = subprocess.run(["ps", "-o", "pid=,ppid=", "-A"], capture_output=True, text=True, check=True).stdout
        pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
        near = {pid for pid, parent in pairs if parent == self.process.pid}
        return sorted(near | {pid for pid, parent in pairs if parent in near})


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[Running]:
    home = tmp_path / "home"
    shutil.copytree(prepared, home)
    running = Running(home)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()


def words_of(pid: int) -> list[bytes]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def gone(pids: list[int]) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if not any(os.path.exists(f"/proc/{pid}") for pid in pids):
            return True
        time.sleep(0.1)
    return False


def test_it_starts_says_where_it_is_replaces_the_fallen_and_stops_cleanly(house: Running):
    house.wait_for("Stop with Ctrl-C")
    assert f"http://localhost:{house.port}" in house.text()
    assert f"port {house.smtp_port}" in house.text()
    assert "nothing leaves this machine" in house.text()
    assert ports.is_healthy(house.port, f"http://localhost:{house.port}")
    with socket.create_connection(("127.0.0.1", house.smtp_port), timeout=5) as link:
        assert link.recv(3) == b"220"
    kill_listener_and_see_it_replaced(house)
    children = house.children()
    assert len(children) >= 3
    started = time.monotonic()
    os.killpg(house.process.pid, signal.SIGINT)
    assert house.process.wait(15) == 0
    assert time.monotonic() - started < 10
    assert house.text().rstrip().endswith("Stopped.")
    assert "Traceback" not in house.text()
    assert gone(children)


def kill_listener_and_see_it_replaced(house: Running) -> None:
    listener = next(pid for pid in house.children() if b"listen" in words_of(pid))
    os.kill(listener, signal.SIGKILL)
    house.wait_for("mail listener stopped by itself (signal SIGKILL)")
    end = time.monotonic() + START_WITHIN
    while not ports.is_listening("127.0.0.1", house.smtp_port):
        assert time.monotonic() < end, house.text()
        time.sleep(0.2)


def test_a_killed_parent_takes_all_along(house: Running):
    house.wait_for("Stop with Ctrl-C")
    children = house.children()
    house.process.kill()
    house.process.wait()
    assert gone(children)


def test_a_taken_port_is_said_plainly(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = subprocess.run(
            [sys.executable, "-m", "rapport", "run", f"--port={port}"],
            env=environment(RAPPORT_HOME=str(tmp_path), DATABASE_URL=""),
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode != 0
    assert f"Port {port} is taken" in answer.stderr
    assert "Traceback" not in answer.stderr
