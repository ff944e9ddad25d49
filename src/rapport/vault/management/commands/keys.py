"""The key ring at the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rapport.lib.errors import RapportError
from rapport.vault import keyring, queries, services


class Command(BaseCommand):
    help = "Shows the key ring, or rotates it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["status", "rotate"])

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "rotate":
                moved = services.rotate()
                services.scrub()
                self.stdout.write(f"{moved} subject keys are now under the key {keyring.load().current}.")
            self._status()
        except RapportError as error:
            raise CommandError(str(error)) from error

    def _status(self) -> None:
        ring, in_use = keyring.load(), queries.keys_in_use()
        self.stdout.write(f"Key ring: {keyring.ring_file() if keyring.is_writable() else 'RAPPORT_KEYRING'}")
        for id in ring.keys:
            mark = " (current)" if id == ring.current else ""
            self.stdout.write(f"  {id}{mark}: {in_use.get(id, 0)} subject keys")
        lost = {id: count for id, count in in_use.items() if id not in ring.keys}
        if lost:
            raise CommandError(f"The key ring lacks {', '.join(lost)}: {sum(lost.values())} subject keys cannot open.")
