"""The key ring at the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rapport.lib.errors import RapportError
from rapport.vault import keyring, queries, reseal, services


class Command(BaseCommand):
    help = "Shows the key ring, rotates it, or seals everything anew after it leaked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["status", "rotate", "reseal"])

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "rotate":
                moved = services.rotate()
                services.scrub()
                self.stdout.write(f"{moved} subject keys are now under the key {keyring.load().current}.")
            elif verb == "reseal":
                self._reseal()
            self._status()
        except RapportError as error:
            raise CommandError(str(error)) from error

    def _reseal(self) -> None:
        self.stdout.write("Making new keys and wrapping everything under them; it may be stopped and run again.")
        done = reseal.reseal(self.stdout.write)
        services.scrub()
        self.stdout.write(f"{done.keys} subjects have new keys and {done.wraps} items are wrapped anew.")
        self.stdout.write(
            "What this cannot do: words that somebody copied together with the old ring stay readable to them, and the "
            "secret behind search and matching is unchanged. Now copy the new ring to its safe place, make a backup, "
            "and destroy older files of keys and raw copies of the database."
        )

    def _status(self) -> None:
        ring, in_use = keyring.load(), queries.keys_in_use()
        self.stdout.write(f"Key ring: {keyring.ring_file() if keyring.is_writable() else 'RAPPORT_KEYRING'}")
        for id in ring.keys:
            mark = " (current)" if id == ring.current else ""
            self.stdout.write(f"  {id}{mark}: {in_use.get(id, 0)} subject keys")
        lost = {id: count for id, count in in_use.items() if id not in ring.keys}
        if lost:
            raise CommandError(f"The key ring lacks {', '.join(lost)}: {sum(lost.values())} subject keys cannot open.")
