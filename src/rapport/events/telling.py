"""Telling facts as sentences. Rooms above lend the names of their things; nothing here knows them.

`name_by("person", ids -> names)` and `link_by("person", id -> address)` are called once, at start-up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.events import field_words
from rapport.events.models import AccessLog, Event
from rapport.events.sentences import ACCESS_KINDS, ACCESSES, AREAS, REFERS_TO, SENTENCES

Namer = Callable[[Iterable[int]], Mapping[int, str]]

_namers: dict[str, Namer] = {}
Sight = Callable[[Any, Iterable[int]], Collection[int]]

_sight: dict[str, Sight] = {}
_links: dict[str, Callable[[int], str]] = {}
_hidden: list[Callable[[Any], Iterable[int]]] = []

# Fields that point to a thing of another name than their own.
_KINDS = {
    "merged_id": "person",
    "other_id": "person",
    "to_stage_id": "stage",
    "from_stage_id": "stage",
    "assignee_id": "user",
    "who_id": "user",
}


def name_by(kind: str, namer: Namer) -> None:
    """Lend the names of one kind of thing; an id without a name is told as a number."""
    _namers[kind] = namer


def link_by(kind: str, link: Callable[[int], str]) -> None:
    """Make the names of one kind of thing lead to its page."""
    _links[kind] = link


def hide_people(ids_for: Callable[[Any], Iterable[int]]) -> None:
    """Name people whose facts a viewer never reads, such as their own candidate record."""
    _hidden.append(ids_for)


def seen_by(kind: str, ids_for: Sight) -> None:
    """Tell the names of one kind of thing only as far as a viewer may see it; the others are told as numbers."""
    _sight[kind] = ids_for


def names_for(viewer: Any, wanted: Mapping[str, Iterable[int]]) -> dict[str, Mapping[int, str]]:
    """The names of these things that the viewer may read: the one place where the logs ask for names."""
    found: dict[str, Mapping[int, str]] = {}
    for kind, ids in wanted.items():
        if kind in _namers:
            seen = _sight[kind](viewer, ids) if kind in _sight else ids
            found[kind] = _namers[kind](seen) if seen else {}
    return found


def hidden_from(viewer: Any) -> list[int]:
    return [id for ids_for in _hidden for id in ids_for(viewer)]


def hidden_rows(viewer: Any) -> list[Iterable[int]]:
    """The same people as they were named: where that is a query, it can stand within another one."""
    return [ids_for(viewer) for ids_for in _hidden]


@dataclass(frozen=True, slots=True)
class Told:
    event: Event | AccessLog
    who: str
    sentence: SafeString
    area: str
    why: str = ""


def kind_of(field: str) -> str:
    return _KINDS.get(field, field.removesuffix("_id"))


def tell(events: Sequence[Event], viewer: Any) -> list[Told]:
    """Each fact as one sentence for this reader, with one look-up for each kind of thing named."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.actor_kind in _namers:
            wanted[event.actor_kind].add(event.actor_id)
        for field, value in _ids(event).items():
            wanted[kind_of(field)].add(value)
    names = names_for(viewer, wanted)
    return [_told(event, names) for event in events]


def _ids(event: Event) -> dict[str, int]:
    found = {name: v for name, v in event.facts.items() if name.endswith("_id") and isinstance(v, int)}
    return found | ({"person_id": event.person_id} if event.person_id else {})


def _told(event: Event, names: Mapping[str, Mapping[int, str]]) -> Told:
    parts: dict[str, Any] = defaultdict(lambda: "…")
    for field, id in _ids(event).items():
        parts[field.removesuffix("_id")] = _thing(kind_of(field), id, names)
    for name, value in event.facts.items():
        if name == "fields" and isinstance(value, list):
            parts["fields"] = ", ".join(field_words.of_field(str(item)) for item in value)
        elif not name.endswith("_id"):
            parts[name] = ", ".join(map(str, value)) if isinstance(value, list) else field_words.of_value(name, value)
    who = actor_name(event.actor_kind, event.actor_id, names)
    parts["who"] = format_html("<b><bdi>{}</bdi></b>", who)
    sentence = SENTENCES.get(event.kind)
    area = event.kind.split(".")[0]
    if sentence is None:
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", event.kind.split(".")[-1]).lower()
        about = parts["person"] if event.person_id else ""
        return Told(event, who, format_html("{}: {} {}", parts["who"], words, about), area)
    return Told(event, who, _filled(str(sentence), parts), area)


def _filled(sentence: str, parts: Mapping[str, Any]) -> SafeString:
    # Sentences are ours, but translated: a slot that is unknown must not break the page.
    pieces = re.split(r"\{(\w+)\}", sentence)
    return format_html("{}" * len(pieces), *(parts[p] if n % 2 else p for n, p in enumerate(pieces)))


def _thing(kind: str, id: int, names: Mapping[str, Mapping[int, str]]) -> SafeString:
    name = names.get(kind, {}).get(id)
    if name is None:
        return format_html("<bdi>{} {}</bdi>", kind_words().get(kind, kind.replace("_", " ")), id)
    if kind in _links:
        return format_html('<a href="{}"><bdi>{}</bdi></a>', _links[kind](id), name)
    return format_html("<b><bdi>{}</bdi></b>", name)


def kind_words() -> dict[str, str]:
    return {
        "person": _("person"),
        "job": _("job"),
        "user": _("member"),
        "team": _("team"),
        "role": _("role"),
        "interaction": _("entry"),
        "task": _("task"),
        "application": _("application"),
        "stage": _("stage"),
    }


def fill(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[SafeString]:
    """Sentences with slots, each with its values; ids (`person_id`) become names, looked up for all at once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for _sentence, values in rows:
        for field, value in values.items():
            if field.endswith("_id") and isinstance(value, int):
                wanted[kind_of(field)].add(value)
    names = {kind: _namers[kind](ids) for kind, ids in wanted.items() if kind in _namers}
    told = []
    for sentence, values in rows:
        parts: dict[str, Any] = defaultdict(lambda: "…")
        for field, value in values.items():
            if field.endswith("_id") and isinstance(value, int):
                name = names.get(kind_of(field), {}).get(value) or f"{kind_words().get(kind_of(field), '')} {value}"
                parts[field.removesuffix("_id")] = format_html("<b><bdi>{}</bdi></b>", name)
            else:
                parts[field] = str(value)
        told.append(_filled(sentence, parts))
    return told


def actor_name(kind: str, id: int, names: Mapping[str, Mapping[int, str]]) -> str:
    """Who acted, in words, also for those who are no users."""
    found = names.get(kind, {}).get(id)
    if found is not None:
        return found
    known = {
        "system": _("The house"),
        "automation": _("An automation"),
        "integration": _("An integration"),
        "person": _("A candidate"),
        "contact": _("An agency contact"),
        "user": _("A former member"),
    }
    return known.get(kind, kind)


def tell_accesses(rows: Sequence[AccessLog], viewer: Any) -> list[Told]:
    """Each reading as one sentence for this reader."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.actor_kind].add(row.actor_id)
        wanted[ref_kind(row.kind)].add(row.ref)
    names = names_for(viewer, wanted)
    told = []
    for row in rows:
        who = actor_name(row.actor_kind, row.actor_id, names)
        parts = {"who": format_html("<b><bdi>{}</bdi></b>", who), "thing": _thing(ref_kind(row.kind), row.ref, names)}
        kind = "person_export" if row.kind == "person" and row.why.startswith("export") else row.kind
        sentence = str(ACCESSES.get(kind) or _("{who} read {thing}"))
        told.append(Told(row, who, _filled(sentence, parts), row.kind, why_label(row.why)))
    return told


def ref_kind(kind: str) -> str:
    """What an access row's number points to."""
    return REFERS_TO.get(kind, kind)


def access_label(kind: str) -> str:
    return str(ACCESS_KINDS.get(kind, kind.replace("_", " ")))


def why_label(why: str) -> str:
    """The reason of a reading in words; a list that was taken tells how many lines in which format."""
    if why == "audit":
        return _("by the right to read everything")
    if why.startswith("export "):
        return why.removeprefix("export ").upper()
    taken = re.fullmatch(r"[a-z ]+ (csv|xlsx) (\d+)", why)
    if taken is None:
        return why
    return ngettext("%(count)d line as %(format)s", "%(count)d lines as %(format)s", int(taken[2])) % {
        "count": int(taken[2]),
        "format": taken[1].upper(),
    }


def area_label(area: str) -> str:
    return str(AREAS.get(area, area))


def name_of_user(id: int) -> str:
    namer = _namers.get("user")
    return namer([id]).get(id, "") if namer else ""
