"""The filters of the candidate list as a value: read from an address, written back into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

SORTS = ("-added", "added", "name", "-name", "touch")
CUSTOM = "cf_"
NUMBERS = ("job", "agency", "submitter", "tag")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing."""

    q: str = ""
    job: int = 0
    stage: str = ""
    owner: str = ""  # a user's id, "me" or "none"
    source: str = ""
    agency: int = 0
    submitter: int = 0  # the contact who submitted them
    tag: int = 0
    country: str = ""
    place: str = ""
    language: str = ""
    open: str = ""  # "1": has an open application, "0": has none
    since: date | None = None
    unanswered: str = ""  # "1": waits for an answer of ours
    custom: tuple[tuple[str, str], ...] = field(default=())
    sort: str = "-added"

    def pairs(self) -> list[tuple[str, str]]:
        """Each filter that narrows, as it stands in an address."""
        plain = [
            (name, value.isoformat() if isinstance(value, date) else str(value))
            for name in (
                "q",
                "job",
                "stage",
                "owner",
                "source",
                "agency",
                "submitter",
                "tag",
                "country",
                "place",
                "language",
                "open",
                "since",
                "unanswered",
            )
            if (value := getattr(self, name))
        ]
        return [*plain, *((CUSTOM + key, value) for key, value in self.custom)]

    @property
    def query(self) -> str:
        """The address's query, filters and order; "" for the list as it opens."""
        return urlencode([*self.pairs(), *([("sort", self.sort)] if self.sort != SORTS[0] else [])])

    @property
    def is_empty(self) -> bool:
        return not self.pairs()

    def without(self, name: str) -> Filters:
        """The same but for one filter."""
        if name.startswith(CUSTOM):
            return replace(self, custom=tuple(pair for pair in self.custom if CUSTOM + pair[0] != name))
        # Written out, because each filter has its own way of being empty.
        empty: Any = 0 if name in NUMBERS else None if name == "since" else ""
        return replace(self, **{name: empty})

    def sorted_by(self, sort: str) -> Filters:
        return replace(self, sort=sort)


def read(given: Mapping[str, str]) -> Filters:
    """The filters in an address; what makes no sense is left out, so that an old bookmark still opens."""
    text = {name: " ".join(str(given.get(name, "")).split())[:120] for name in given}
    return Filters(
        q=text.get("q", ""),
        job=_number(text.get("job", "")),
        stage=text.get("stage", "")[:10],
        owner=owner if (owner := text.get("owner", "")) in {"me", "none"} or _number(owner) else "",
        source=text.get("source", "")[:10],
        agency=_number(text.get("agency", "")),
        submitter=_number(text.get("submitter", "")),
        tag=_number(text.get("tag", "")),
        country=text.get("country", "")[:2].upper(),
        place=text.get("place", ""),
        language=text.get("language", "")[:8],
        open=text.get("open", "") if text.get("open", "") in {"0", "1"} else "",
        since=_date(text.get("since", "")),
        unanswered="1" if text.get("unanswered") else "",
        custom=tuple(
            (name.removeprefix(CUSTOM), value)
            for name, value in sorted(text.items())
            if name.startswith(CUSTOM) and value
        ),
        sort=text.get("sort", "") if text.get("sort", "") in SORTS else SORTS[0],
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 9000 else None
