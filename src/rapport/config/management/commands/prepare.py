from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from rapport.config.management import preparing


class Command(BaseCommand):
    help = "Updates the database, gathers static files and, with RAPPORT_DEMO=1, fills in the demo company once."
    requires_system_checks: list[str] = []  # `make check` asks for them; here they would load every page

    def handle(self, *args: Any, **options: Any) -> None:
        preparing.migrate(self._say)
        preparing.gather_static(self._say)
        if settings.DEMO:
            preparing.fill_demo(self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
