from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from rapport.lib.errors import Invalid
from rapport.messaging.services.reparse import AGAIN, reparse


class Command(BaseCommand):
    help = (
        "Reads kept mails again after an update. Words and files are mended where they now read differently, "
        "how they read before is kept, and nobody is moved: a mail that now seems somebody else's asks in Triage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", help="only mails that arrived on or after this day (2026-11-01)")
        parser.add_argument("--state", choices=[str(state) for state in AGAIN], help="only mails in this state")
        parser.add_argument("--mail", type=int, help="only the mail with this number")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        states = (options["state"],) if options["state"] else AGAIN
        counts: Counter[str] = Counter()
        try:
            for done in reparse(
                since=_day(options["since"]), states=states, mail_id=options["mail"], dry_run=options["dry_run"]
            ):
                counts["changed" if done.changed else "same"] += 1
                if done.changed or done.after == "erased":
                    way = done.before if done.before == done.after else f"{done.before} -> {done.after}"
                    self.stdout.write(f"{done.mail_id:>8}  {way:<20} {', '.join(done.changed)}")
        except Invalid as error:
            raise CommandError(" ".join(map(str, error.fields.values()))) from error
        would = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"{counts.total()} mails read again: {counts['changed']} {would}, {counts['same']} the same.")


def _day(given: str | None) -> datetime | None:
    if not given:
        return None
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None:
        raise CommandError("Give the day as 2026-11-01.")
    return timezone.make_aware(datetime(day.year, day.month, day.day))
