"""The text within files, for the index alone. Strangers' files are read by a child that may use little."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

LARGEST = 15 * 1024 * 1024
SECONDS = 15
LONGEST = 400_000
READER = Path(__file__).with_name("read_text.py")


def text_of(name: str, type: str, size: int, open_stream: Callable[[], Iterator[bytes]]) -> str:
    """The words of a PDF, DOCX or plain text; "" for any other file, and for one that cannot be read."""
    kind = _kind(name, type)
    if not kind or size > LARGEST:
        return ""
    content = b"".join(open_stream())
    if kind == "txt":
        return content[: LONGEST * 2].decode("utf-8", "replace")[:LONGEST]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell
            [sys.executable, "-I", str(READER), kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")[:LONGEST] if done.returncode == 0 else ""


def _kind(name: str, type: str) -> str:
    extension = name.rsplit(".", 1)[-1].lower()
    if type == "application/pdf":
        return "pdf"
    if type == "text/plain" or extension in {"txt", "md", "csv"}:
        return "txt"
    return "docx" if extension == "docx" else ""
