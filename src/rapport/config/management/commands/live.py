from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rapport.config.backup import services
from rapport.db import installation


class Command(BaseCommand):
    help = "Says whether mail may leave from here (status), or makes this the living installation (here)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["status", "here"], default="status")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "here" and not installation.may_send():
            held, dropped = services.live_here()
            self.stdout.write(
                f"{held} mails to candidates that waited are held, each for somebody to release, and {dropped} to "
                "staff were dropped: they may have left elsewhere."
            )
        if installation.may_send():
            self.stdout.write("This is the living installation: mail leaves from here.")
        else:
            self.stdout.write(
                "This is a copy: nothing leaves it. If people work here now, and nowhere else, say `rapport live here`."
            )
        self.stdout.write(f"Other machines of this installation are given RAPPORT_INSTALLATION={installation.mark()}")
