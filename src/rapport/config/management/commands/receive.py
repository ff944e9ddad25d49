from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from rapport.config.management.listener import SIZE_LIMIT


class Command(BaseCommand):
    help = (
        "Takes one mail from standard input, as a mail server pipes it, or every mail of a folder. "
        "Ends with 0 once it is kept sealed, with 75 when it has to be offered again, with 65 when it never will fit."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="sender", help="envelope sender; else as the mail itself says")
        parser.add_argument("--to", dest="recipients", action="append", help="envelope recipient, once for each")
        parser.add_argument("--maildir", type=Path, help="a Maildir or plain folder: mails are kept, then moved aside")

    def handle(self, *args: Any, **options: Any) -> None:
        from rapport.messaging.services import folder

        if options["maildir"] is not None:
            taken = folder.take_in(options["maildir"])
            self.stdout.write(f"{taken.kept} kept, {len(taken.left)} left.")
            for name in taken.left:
                self.stderr.write(f"Left where it is: {name}")
            sys.exit(os.EX_TEMPFAIL if taken.left else os.EX_OK)
        raw = sys.stdin.buffer.read(SIZE_LIMIT + 1)
        if len(raw) > SIZE_LIMIT:
            self.stderr.write("5.3.4 The mail is larger than 25 MB.")
            sys.exit(os.EX_DATAERR)
        if not raw.strip():
            self.stderr.write("5.6.0 There is no mail on standard input.")
            sys.exit(os.EX_NOINPUT)
        recipients = options["recipients"] or [os.environ.get("ORIGINAL_RECIPIENT", "")]  # as Postfix tells a command
        sender = options["sender"] if options["sender"] is not None else os.environ.get("SENDER")
        folder.take(raw, sender=sender, recipients=[one for one in recipients if one], source="pipe")
