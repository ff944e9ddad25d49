"""Bringing in a mailbox file: every mail goes through the inbound door, and the report says what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from rapport.channels.email.parse import parse
from rapport.messaging import queries, services

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mail of the file."""

    number: int
    subject: str
    state: str
    reason: str


@dataclass(slots=True)
class Report:
    fates: list[Fate] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        return Counter(fate.state for fate in self.fates)


def split(path: Path) -> Iterator[bytes]:
    """The mails of an mbox file (RFC 4155) as bytes, in order, without reading the file as a whole.

    A line "From " begins a mail when it stands after an empty line or at the beginning; a quoted
    ">From " loses its mark. Line ends stay as they are.
    """
    with path.open("rb") as file:
        lines: list[bytes] = []
        size = 0
        after_gap, inside = True, False
        for line in file:
            if after_gap and line.startswith(b"From "):
                if inside:
                    yield b"".join(lines)
                lines, size, inside = [], 0, True
            elif inside and size < LARGEST:
                kept = line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
                lines.append(kept)
                size += len(kept)
            elif not inside:
                lines.append(line)
                inside = True
            after_gap = not line.strip()
        if lines:
            yield b"".join(lines)


def bring_in(path: Path) -> Report:
    """Keep and understand every mail of a file; running it twice adds nothing."""
    kept: list[tuple[int, str, int]] = []
    for number, raw in enumerate(split(path), start=1):
        incoming = parse(raw)
        sent = incoming.date
        received = sent if sent and EARLIEST < sent < timezone.now() else timezone.now()
        id = services.keep_raw(
            raw,
            envelope_from=incoming.return_path or incoming.from_.address,
            recipients=list(incoming.delivered_to),
            source=f"mbox:{path.name}",
            received_at=received,
        )
        kept.append((number, incoming.subject, id))
    while services.file_new():
        pass
    states = queries.fates(id for _, _, id in kept)
    return Report(
        [Fate(n, subject, states[id].state, states[id].reason or states[id].error) for n, subject, id in kept]
    )
