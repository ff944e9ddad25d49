from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rapport.lib.actor import SYSTEM
from rapport.lib.errors import RapportError
from rapport.messaging import services
from rapport.messaging.models import StopOrder
from rapport.messaging.queries import sending
from rapport.messaging.services.stops import BY_HAND


class Command(BaseCommand):
    help = "Stops mail to candidates (stop), starts it again (start), or says how it stands (status)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", nargs="?", choices=["status", "stop", "start"], default="status")
        parser.add_argument("--scope", choices=[str(scope) for scope in BY_HAND], default=str(StopOrder.Scope.ALL))
        parser.add_argument("--target", default="", help="whose or what: user:7, a wording's key, a batch's number")
        parser.add_argument("--reason", default="from the command line")
        parser.add_argument("--number", type=int, help="which stop to start; all of them otherwise")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            if verb == "stop":
                services.stop(SYSTEM, options["scope"], options["target"], reason=options["reason"])
            elif verb == "start":
                self._start(options["number"])
        except RapportError as error:
            raise CommandError(str(error)) from error
        self._status()

    def _start(self, number: int | None) -> None:
        orders = [one.order.pk for one in sending.standing().active if number in {None, one.order.pk}]
        if not orders:
            raise CommandError("There is no such stop." if number else "Nothing is stopped.")
        freed = sum(services.start(SYSTEM, order) for order in orders)
        self.stdout.write(f"{freed} mails that waited are due again.")

    def _status(self) -> None:
        now = sending.standing()
        for one in now.active:
            who = one.order.stopped_by.name if one.order.stopped_by else "by itself or from the command line"
            self.stdout.write(
                f"Stopped ({one.order.pk}): {one.what}, {who}, {one.order.stopped_at:%Y-%m-%d %H:%M} UTC"
                f"{': ' + one.reason if one.reason else ''}. {one.held} mails wait."
            )
        if not now.active:
            self.stdout.write("Nothing is stopped.")
        for lane in now.lanes:
            self.stdout.write(f"{lane.name}: {lane.due} due, {lane.later} later")
