from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.lib.actor import SYSTEM
from rapport.lib.errors import RapportError
from rapport.people import queries, services


class Command(BaseCommand):
    help = "Erases a person for good: identity, addresses, words and files; backups forget them too when restored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", type=int, help="the number in the address of their page")
        parser.add_argument("--yes", action="store_true", help="erase without asking")

    def handle(self, *args: Any, person: int, yes: bool, **options: Any) -> None:
        try:
            if not yes:
                self._ask(person)
            ids = services.erase_person(SYSTEM, person)
            services.scrub()
        except RapportError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased: {', '.join(map(str, ids))}.")
        self.stdout.write(
            "Make a backup now, with its keys: only the list in the newest file of keys keeps an older backup from "
            "bringing the name back."
        )

    def _ask(self, person: int) -> None:
        found = queries.by_ids([person]).get(person)
        if found is None:
            raise CommandError("There is no such person here.")
        if not sys.stdin.isatty():
            raise CommandError("Say --yes to erase somebody.")
        if input(f"Erase {found} for good? Type yes: ").strip().lower() != "yes":
            raise CommandError("Nothing was changed.")
