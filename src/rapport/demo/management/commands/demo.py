from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rapport.demo import services as demo
from rapport.demo.logins import LOGINS
from rapport.lib.errors import RapportError


class Command(BaseCommand):
    help = "Makes the demo company (make), or takes it away and leaves everything else (clear)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["make", "clear"], default="make")
        parser.add_argument("--yes", action="store_true", help="clear without asking")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._clear(options["yes"]) if options["verb"] == "clear" else self._make()
        except RapportError as error:
            raise CommandError(str(error)) from error

    def _make(self) -> None:
        self._say("Making the demo company Halden & Moss…")
        demo.make(self._say)
        for login in LOGINS if not settings.DEMO else ():  # `run` prints them itself
            self._say(f"  {login.email:24} {login.password}   {login.name}, {login.role}")

    def _clear(self, sure: bool) -> None:
        if not sure:
            if not sys.stdin.isatty():
                raise CommandError("Say --yes to take the demo away.")
            answer = input("Take away the demo company with all its people, mails and files? Type yes: ")
            if answer.strip().lower() != "yes":
                self._say("Nothing was changed.")
                return
        done = demo.clear()
        self._say(f"The demo is gone ({done.rows} rows).")
        for line in done.kept:
            self._say(f"  {line}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
