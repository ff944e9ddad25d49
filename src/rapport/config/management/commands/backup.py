from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rapport.lib.errors import RapportError
from rapport.vault import keyring


class Command(BaseCommand):
    help = "Writes a backup as two files, words and keys; people go on working meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", help="where the words go; RAPPORT_HOME/backups if left out")
        parser.add_argument(
            "--keys-to", default="", metavar="FOLDER", help="where the keys go; better not beside the words"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from rapport.config import backup

        folder = Path(options["folder"] or Path(settings.HOME) / "backups").resolve()
        keys_folder = Path(options["keys_to"]).resolve() if options["keys_to"] else None
        try:
            made = backup.back_up(folder, keys_folder, self._say)
        except (RapportError, OSError) as error:
            raise CommandError(str(error)) from error
        self._say(f"Words: {made.words} ({made.words.stat().st_size / 1e6:.1f} MB, {made.files} files)")
        self._say(f"Keys:  {made.keys} ({made.subject_keys} subject keys)")
        for path in made.replaced:
            self._say(f"Removed the older keys {path.name}: only the newest may exist, or an erased key lives on.")
        if made.words.parent == made.keys.parent:
            self._say("Now move the keys to another place than the words.")
        ring = keyring.ring_file() if keyring.is_writable() else "RAPPORT_KEYRING in the environment"
        self._say(
            self.style.WARNING(
                f"The key ring is in NEITHER file: {ring}. Without it nobody can ever read this backup. "
                "Keep a copy of it off this machine."
            )
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
