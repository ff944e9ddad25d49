from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from rapport.demo import scale
from rapport.demo.bench import datasets, mails, pages, place, sealing, searching
from rapport.demo.bench.engines import Place
from rapport.demo.bench.rows import settle

SIZES = {"tenth": (20_000, 200_000), "full": (200_000, 2_000_000), "tiny": (800, 60_000)}
# Each set with its rounds; engines take turns set by set.
SETS = {
    "candidate": (pages.candidate, 40),
    "lists": (pages.lists, 20),
    "search": (searching.words, 25),
    "seal": (sealing.items, 20),
    "outbox": (mails.outbox, 40),
    "inbound": (mails.inbound, 100),
}


class Command(BaseCommand):
    help = "Measures speed on a large company of its own, on SQLite and on PostgreSQL where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(SIZES), default=os.environ.get("SCALE") or "tenth")
        parser.add_argument("--only", choices=sorted(SETS), action="append", help="this set alone; may be repeated")
        parser.add_argument("--forget", action="store_true", help="only take away the data set kept in this scale")
        parser.add_argument("--inside", help="(used by itself) what to do within one engine's environment")

    def handle(self, *args: Any, **options: Any) -> None:
        inside, size = options["inside"], options["scale"]
        if inside:
            self._inside(inside, size)
        elif options["forget"]:
            datasets.forget(size)
        else:
            began = time.monotonic()
            with datasets.copies(size, lambda place: self._within(place, "fill", size)) as places:
                for step in ["ready", *(options["only"] or SETS)]:
                    for one in places:
                        self._say(f"\n{one.name}: {step}")
                        self._within(one, step, size)
            self._say(f"\nDone in {time.monotonic() - began:.0f} s. The data set is kept in {datasets.folder()}.")

    def _within(self, one: Place, step: str, size: str) -> None:
        command = [sys.executable, "-m", "rapport", "bench", "--inside", step, "--scale", size]
        if subprocess.run(command, env=one.environment, check=False).returncode:
            raise CommandError(f"{step} failed on {one.name}.")

    def _inside(self, step: str, size: str) -> None:
        if step == "fill":
            self._fill(size)
        elif step == "ready":
            self._ready()
        else:
            act, times = SETS[step]
            act(times)

    def _fill(self, size: str) -> None:
        people, items = SIZES[size]
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)

        def say(line: str) -> None:
            self._say(f"{connection.display_name}:{line}")

        place.keep(scale.fill(people=people, items=items, say=say))

    def _ready(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        settle()
        version = ".".join(map(str, connection.get_database_version()))
        self._say(f"  {connection.display_name} {version}, Python {platform.python_version()}, {os.cpu_count()} cores")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
