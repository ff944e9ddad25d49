from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rapport.config import serving


class Command(BaseCommand):
    help = "Serves the web pages only; run `work` and `listen` beside it, on this machine or others."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        argv = serving.web(options["host"], options["port"], options["workers"])
        os.execve(argv[0], argv, serving.environment())
