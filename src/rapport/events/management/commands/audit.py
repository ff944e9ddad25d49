from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.events import queries
from rapport.events.domain import Break

WORDS = {
    "changed": "Fact {id} (seal {seq}) was changed after it was sealed.",
    "dropped": "Fact {id} (seal {seq}) was dropped.",
    "reordered": "Fact {id} (seal {seq}) stands in another fact's place.",
    "added": "Fact {id} was slipped into seal {seq} afterwards.",
    "seal_changed": "Seal {seq} itself was changed.",
    "seal_missing": "Seal {seq} is missing.",
    "head_missing": "The head you noted is not in the chain: its end was cut off or replaced.",
}


class Command(BaseCommand):
    help = "`audit verify` walks the chain of facts and names the first one changed, dropped or reordered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("--head", default="", help="a head noted earlier, which must still be in the chain")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            head = bytes.fromhex(options["head"]) or None
        except ValueError as error:
            raise CommandError("--head must be the hexadecimal line that an earlier run printed.") from error
        report = queries.verify(head)
        self.stdout.write(
            f"{report.sealed} facts in {report.seals} seals hold." if report.is_whole else _say(report.broken)
        )
        if report.unsealed:
            since = (
                f", the oldest of {report.oldest_unsealed_at:%Y-%m-%d %H:%M:%S} UTC"
                if report.oldest_unsealed_at
                else ""
            )
            self.stdout.write(f"{report.unsealed} facts are not sealed yet{since}.")
        if report.is_whole:
            self.stdout.write(f"Head: {report.head.hex()}")
        else:
            self.stdout.write(f"Everything up to {report.sealed} facts in {report.seals} seals holds.")
            sys.exit(1)


def _say(broken: Break | None) -> str:
    return "" if broken is None else WORDS[broken.what].format(id=broken.event_id, seq=broken.seq)
