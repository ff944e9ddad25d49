from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit


def is_taken(host: str, port: int) -> bool:
    """Whether another program listens on the port already."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def free_ports(count: int, host: str = "127.0.0.1") -> list[int]:
    """Ports that were free a moment ago; all are held until the last is found, so they differ."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((host, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def is_listening(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def is_healthy(port: int, public_url: str) -> bool:
    """Whether /healthz answers 200, asked the way a browser at the public address would."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        link.request("GET", "/healthz", headers={"Host": urlsplit(public_url).netloc})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def wait_until(is_true: Callable[[], bool], within: float, give_up: Callable[[], bool]) -> bool:
    """Ask again and again until it is true, the time is over or the caller gives up."""
    until = time.monotonic() + within
    while time.monotonic() < until and not give_up():
        if is_true():
            return True
        time.sleep(0.1)
    return False
