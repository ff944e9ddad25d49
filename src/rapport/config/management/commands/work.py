from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from rapport.config import serving
from rapport.worker.loop import Loop

FINISH_WITHIN = 8.0


class Command(BaseCommand):
    help = "Runs the worker: sweeps for mail out, mail in, bulk work and upkeep."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        from rapport.config import wiring

        stopping = serving.stop_on_signals()
        loop = Loop(wiring.SWEEPS)
        loop.start()
        stopping.wait()
        loop.ask_to_stop()
        for lane in loop.join(FINISH_WITHIN):
            self.stderr.write(
                f"{lane} was still busy and is left; its leases will run out and its work be taken up again."
            )
