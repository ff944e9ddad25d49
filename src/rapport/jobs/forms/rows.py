"""Editors of several rows at once: stages, reasons, hiring team. Rows carry numbers; their order is `place`."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import QueryDict

from rapport.jobs.domain import CLOSING
from rapport.jobs.services import ReasonLine, StageLine


def _numbers(given: QueryDict, field: str) -> list[str]:
    """The numbers of the rows that were sent and not marked for removal, in the order of their places."""
    found = [match.group(1) for key in given if (match := re.fullmatch(rf"(\w+)-{field}", key))]
    kept = [number for number in found if not given.get(f"{number}-remove")]

    def place(number: str) -> tuple[int, int]:
        text = given.get(f"{number}-place", "")
        return int(text) if text.isdecimal() else 10_000, found.index(number)

    return sorted(kept, key=place)


def _names(given: QueryDict, number: str) -> dict[str, str]:
    names = {code: " ".join(given.get(f"{number}-name-{code}", "").split()) for code, _name in settings.LANGUAGES}
    return {code: name for code, name in names.items() if name}


def _id(given: QueryDict, number: str) -> int | None:
    text = given.get(f"{number}-id", "")
    return int(text) if text.isdecimal() else None


def stage_lines(given: QueryDict) -> list[StageLine]:
    lines = [
        StageLine(
            kind=given.get(f"{number}-kind", ""),
            name=_names(given, number),
            id=_id(given, number),
            is_sensitive=bool(given.get(f"{number}-sensitive")),
            mails_on_entry=bool(given.get(f"{number}-mails")),
        )
        for number in _numbers(given, "kind")
    ]
    # The empty row at the end is an invitation, not a stage; filled without a place, it goes before the closing ones.
    added = [line for line in lines if not line.id and line.name and line.kind not in CLOSING and not _placed(given)]
    kept = [line for line in lines if (line.id or line.name) and line not in added]
    first_closing = next((n for n, line in enumerate(kept) if line.kind in CLOSING), len(kept))
    return [*kept[:first_closing], *added, *kept[first_closing:]]


def _placed(given: QueryDict) -> bool:
    """Whether the new row was given a place of its own."""
    return given.get("new-place", "").isdecimal()


def reason_lines(given: QueryDict) -> list[ReasonLine]:
    lines = [
        ReasonLine(
            kind=given.get(f"{number}-kind", ""),
            label=_names(given, number),
            id=_id(given, number),
            is_active=bool(given.get(f"{number}-active")) or not _id(given, number),
        )
        for number in _numbers(given, "kind")
    ]
    return [line for line in lines if line.id or line.label]


def seat_lines(given: QueryDict) -> list[tuple[int, str]]:
    """(user id, part) of everybody who has a part."""
    pairs = ((key.removeprefix("part-"), given.get(key, "")) for key in given if key.startswith("part-"))
    return [(int(id), part) for id, part in pairs if id.isdecimal() and part]
