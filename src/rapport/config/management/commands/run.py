from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from rapport.config import serving
from rapport.config.management import ports
from rapport.config.serving import Child, Group

READY_WITHIN = 60.0


class Command(BaseCommand):
    help = "Runs the whole house in one process group: web, worker and mail listener."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where the web server listens")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--smtp-port", type=int, default=settings.LISTENER_PORT, help="0 takes any free port")
        parser.add_argument("--workers", type=int, default=1, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        listener_port, sandbox_port = self._choose_ports(host, port, options["smtp_port"])
        url = os.environ.get("RAPPORT_PUBLIC_URL") or f"http://localhost:{port}"
        env = serving.environment(
            RAPPORT_PUBLIC_URL=url, RAPPORT_LISTENER_PORT=str(listener_port), RAPPORT_SANDBOX_PORT=str(sandbox_port)
        )
        stopping = serving.stop_on_signals()
        prepared = serving.run_to_end(serving.rapport("prepare"), env, stopping)
        if stopping.is_set():
            return
        if prepared:
            raise CommandError("Could not prepare the start; the lines above say why.")
        children = [
            Child("web server", serving.web(host, port, options["workers"])),
            Child("worker", serving.rapport("work")),
            Child("mail listener", serving.rapport("listen")),
        ]
        group = Group(children, env, self._say)
        group.start()
        try:
            awaited = {"web server": port, "mail listener": listener_port}
            is_ready = self._wait(group, awaited, url, stopping.is_set)
            if not stopping.is_set():
                self._greet(url, listener_port) if is_ready else self._say("Still starting; see the lines above.")
            while not stopping.wait(0.3):
                group.tend()
        finally:
            self._say("Stopping…")
            group.stop()
            self._say("Stopped.")

    def _choose_ports(self, host: str, port: int, smtp_port: int) -> tuple[int, int]:
        if ports.is_taken(host, port):
            raise CommandError(f"Port {port} is taken by another program. Choose another: make run PORT={port + 100}")
        if smtp_port and ports.is_taken(settings.LISTENER_HOST, smtp_port):
            raise CommandError(f"Mail port {smtp_port} is taken. Choose another, or SMTP_PORT=0 for any free one.")
        listener_port, sandbox_port = ports.free_ports(2)
        return smtp_port or listener_port, settings.SANDBOX_PORT or sandbox_port

    def _wait(self, group: Group, awaited: dict[str, int], url: str, give_up: Any) -> bool:
        def is_up() -> bool:
            group.tend()
            host = "127.0.0.1" if settings.LISTENER_HOST in {"", "0.0.0.0"} else settings.LISTENER_HOST
            return ports.is_listening(host, awaited["mail listener"]) and ports.is_healthy(awaited["web server"], url)

        started = time.monotonic()
        is_ready = ports.wait_until(is_up, READY_WITHIN, give_up)
        if is_ready:
            self._say(f"Ready after {time.monotonic() - started:.1f} s.")
        return is_ready

    def _greet(self, url: str, listener_port: int) -> None:
        lines = ["", f"  Rapport is at  {url}", f"  Mail comes in at port {listener_port}"]
        if settings.SANDBOX:
            lines.append("  Mail that goes out stays in the Sandbox; nothing leaves this machine.")
        if settings.DEMO:
            lines += ["", *(f"  {line}" for line in _demo_logins())]
        elif door := _welcome(url):
            lines += ["", f"  Nobody lives here yet. Begin at  {door}"]
        self._say("\n".join([*lines, "", "  Stop with Ctrl-C.", ""]))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _welcome(url: str) -> str:
    """The link that lets the first administrator in, while there is none."""
    from rapport.config.first_run import queries

    try:
        return f"{url}/welcome/?token={queries.token()}" if queries.is_ahead() else ""
    finally:
        connection.close()


def _demo_logins() -> list[str]:
    """The lines that say who may sign in, from the demo itself."""
    try:
        logins = import_module("rapport.demo.logins")
    except ModuleNotFoundError:
        return []
    return [f"Sign in as {person.email}, password {person.password} ({person.role})" for person in logins.LOGINS]
