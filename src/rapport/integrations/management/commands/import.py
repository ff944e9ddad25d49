from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.integrations import mbox


class Command(BaseCommand):
    help = "Brings in mail from elsewhere: `import mbox FILE`. Every mail is accounted for."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["mbox"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        report = mbox.bring_in(path)
        for fate in report.fates:
            self.stdout.write(f"{fate.number:>6}  {fate.state:<10} {fate.reason:<16} {fate.subject[:60]}")
        told = ", ".join(f"{n} {state}" for state, n in sorted(report.counts.items())) or "nothing in it"
        self.stdout.write(f"{len(report.fates)} mails: {told}.")
