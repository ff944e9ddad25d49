from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.lib.errors import RapportError


class Command(BaseCommand):
    help = "Restores a backup: any file of words with the newest file of keys. Stop Rapport first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", help="rapport-words-….tar.zst")
        parser.add_argument("keys", help="rapport-keys-….tar.zst, the newest there is")
        parser.add_argument("--force", action="store_true", help="replace a database that people have worked in")

    def handle(self, *args: Any, **options: Any) -> None:
        from rapport.config import backup

        try:
            done = backup.restore(Path(options["words"]), Path(options["keys"]), force=options["force"], say=self._say)
        except (RapportError, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(f"Restored as of {done.made_at:%Y-%m-%d %H:%M:%S} UTC.")
        self._say(f"{done.subject_keys} subject keys and {done.files} files are in place.")
        if done.erased:
            self._say(f"{len(done.erased)} people who were erased since are erased in this copy too.")
        if done.shredded:
            people = ", ".join(map(str, done.shredded[:20])) + (" …" if len(done.shredded) > 20 else "")
            self._say(
                f"{len(done.shredded)} people have no key, and no list says that they were erased: their words stay "
                f"unreadable, and they are taken off every list. `rapport erase` takes their names: {people}."
            )
        self._say(
            f"{done.held} mails to candidates are held and {done.staff_mails} to staff were dropped: a restored copy "
            "sends nothing. Once people work here and nowhere else, say `rapport live here`, then release the held "
            "mails one by one in the outbox."
        )
        self._say("Everybody must sign in again.")
        if done.aside:
            self._say(f"What stood here before is in {done.aside}. It holds keys: delete it once all is well.")
        if not done.chain.is_whole:
            raise CommandError("The chain of facts does not hold in this copy; `rapport audit verify` names the place.")
        self._say(f"The chain of facts holds ({done.chain.sealed} sealed, {done.chain.unsealed} not yet).")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
