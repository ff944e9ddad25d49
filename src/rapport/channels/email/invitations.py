"""A calendar object as other people's programs write it: whose answer to which invitation (RFC 5545, 5546).

It reads what an answer needs and nothing of times, so no time zone, known or invented, can spoil it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapport.channels.email import words
from rapport.lib.text import clip, one_line

MAX_OCTETS = 1_000_000
MAX_ATTENDEES = 500
ANSWERS = frozenset({"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"})

_FOLD = re.compile(r"\r?\n[ \t]")
# A parameter's value may be quoted, and a quoted one may hold the colon at which the property's value begins.
_VALUE = r'(?:"[^"\n]*"|[^";:,\n]*)'
_PROPERTY = re.compile(rf"([A-Za-z0-9-]{{1,60}})((?:;[A-Za-z0-9-]{{1,60}}={_VALUE}(?:,{_VALUE})*)*):")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=("[^"\n]*"|[^";:\n]*)')


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody invited; an answer that no standard knows counts as none (RFC 5545 3.2.12)."""

    address: str
    partstat: str


@dataclass(frozen=True, slots=True)
class Invitation:
    method: str
    uid: str
    sequence: int
    attendees: tuple[Attendee, ...]


def read(content: bytes, method: str = "") -> Invitation:
    """Return what the object says of its first entry, and of later ones only who else of the same entry answered."""
    stated, uid, sequence = "", "", None
    attendees: dict[str, Attendee] = {}
    inside: list[str] = []
    own = ""  # the UID of the entry being read, so that an exception of another series adds nobody
    pending: list[Attendee] = []
    for name, parameters, value in _properties(content):
        if name == "BEGIN":
            inside.append(value.upper())
            own, pending = ("", []) if _is_entry(inside) else (own, pending)
        elif name == "END":
            if _is_entry(inside) and (not own or own == uid):
                _add(attendees, pending)
            inside = inside[:-1]
        elif name == "METHOD" and not stated:
            stated = value.upper()
        elif not _is_entry(inside):
            continue
        elif name == "UID":
            own = clip(one_line(value), 1000)
            uid = uid or own
        elif name == "SEQUENCE" and sequence is None:
            sequence = int(value) if re.fullmatch(r"\d{1,9}", value) else 0
        elif name == "ATTENDEE" and len(pending) < MAX_ATTENDEES:
            pending.append(_attendee(parameters, value))
    if _is_entry(inside):
        _add(attendees, pending)  # an object that was cut off
    return Invitation(stated or method, uid, sequence or 0, tuple(attendees.values()))


def _is_entry(inside: list[str]) -> bool:
    return inside[-1:] in (["VEVENT"], ["VTODO"])


def _add(known: dict[str, Attendee], more: list[Attendee]) -> None:
    for one in more:
        if len(known) < MAX_ATTENDEES:
            known.setdefault(one.address.lower(), one)


def _properties(content: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    text = words.text_of(content[:MAX_OCTETS])
    for line in _FOLD.sub("", text).splitlines():
        found = _PROPERTY.match(line[:10_000])
        if found:
            parameters = {one[1].upper(): one[2].strip('"') for one in _PARAMETER.finditer(found[2])}
            yield found[1].upper(), parameters, line[found.end() : 10_000].strip()


def _attendee(parameters: dict[str, str], value: str) -> Attendee:
    address = re.sub(r"(?i)\Amailto:", "", value).strip()
    if "@" not in address:
        address = re.sub(r"(?i)\Amailto:", "", parameters.get("EMAIL", "")).strip() or address
    partstat = parameters.get("PARTSTAT", "").upper()
    return Attendee(clip(one_line(address), 320), partstat if partstat in ANSWERS else "NEEDS-ACTION")
