from __future__ import annotations

import json
import os
import stat
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from rapport.channels.email import inspection
from rapport.channels.email.parts import MAX_SIZE


class Command(BaseCommand):
    help = "Prints what Rapport understands of mails, one JSON object a line (`inspect mail PATH...`, - for the input)."
    requires_system_checks: list[str] = []  # it needs no database and serves where an installation is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["mail"])
        parser.add_argument("paths", nargs="+", metavar="PATH", help="files, folders, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for path in options["paths"]:
                for found in _files(path):
                    self._print(found)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read has seen enough; the interpreter would complain once more when it closes the output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def _print(self, path: str) -> None:
        try:
            raw, unread = _content(path), []
        except OSError:
            raw, unread = b"", ["unreadable"]
        told = inspection.inspected(raw)
        told["warnings"] = [*unread, *told["warnings"]]
        # In ASCII every terminal and every reader of JSON takes it, whatever the mail or the path holds.
        self.stdout.write(json.dumps({"path": os.fsencode(path).decode("utf-8", "replace"), **told}))


def _files(path: str) -> Iterator[str]:
    """Yield the path, or of a folder all files in it and below, in order; links to folders are not followed."""
    if path == "-" or not os.path.isdir(path):
        yield path
        return
    for folder, below, names in os.walk(path):
        below.sort()
        for name in sorted(names):
            yield os.path.join(folder, name)


def _content(path: str) -> bytes:
    """Return the bytes and at most one beyond the limit; what is no file, such as a pipe, could keep us waiting."""
    if path == "-":
        return sys.stdin.buffer.read(MAX_SIZE + 1)
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(f"{path} is not a file")
    with open(path, "rb") as file:
        return file.read(MAX_SIZE + 1)
