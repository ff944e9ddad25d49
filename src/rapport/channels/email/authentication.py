"""Did the sender's domain send this mail (IN-05, IN-06, IN-09)? Only what our own boundary wrote down counts.

A server in front of Rapport checks SPF, DKIM and DMARC and writes `Authentication-Results` under its own name
(RFC 8601); by the same document it takes away whatever a sender wrote under that name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_COMMENT = re.compile(r"\([^()]*\)")
_PROPERTY = re.compile(r"([a-z][\w.-]*)\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)


class Verdict(StrEnum):
    """What our boundary found; `UNASKED` where none is named in the settings."""

    PASS = "pass"  # noqa: S105 - a verdict
    NONE = "none"
    FAIL = "fail"
    UNASKED = ""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Whom to believe: the names our own servers sign with, and the sealers of mailing lists that we trust."""

    names: frozenset[str] = frozenset()
    sealers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    properties: dict[str, str]


def verdict(results: Iterable[str], boundary: Boundary, sender: str) -> Verdict:
    """Return whether the domain of this sender's address stands behind the mail."""
    if not boundary.names:
        return Verdict.UNASKED
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    found = [one for header in results for one in _trusted(header, boundary.names)]
    if not domain:
        return Verdict.NONE
    about = [one for one in found if one.method == "dmarc" and _speaks_of(one, domain)]
    if any(one.result == "fail" for one in about):
        return Verdict.NONE if _sealed(found, boundary.sealers) else Verdict.FAIL
    if about and about[0].result == "pass":
        return Verdict.PASS
    return Verdict.PASS if not about and any(_is_aligned(one, domain) for one in found) else Verdict.NONE


def _trusted(header: str, names: Collection[str]) -> Iterator[_Result]:
    """What one header says, if one of our own servers wrote it."""
    text = header
    while (bare := _COMMENT.sub(" ", text)) != text:
        text = bare
    written_by, _, rest = text.partition(";")
    words = written_by.split()
    if not words or words[0].strip('"').lower().rstrip(".") not in names:
        return
    for statement in rest.split(";"):
        pairs = [(key.lower(), value.strip('"').lower()) for key, value in _PROPERTY.findall(statement)]
        if pairs:
            (method, result), *properties = pairs
            yield _Result(method, result, dict(properties))


def _speaks_of(result: _Result, domain: str) -> bool:
    """A verdict about another From than the one we show says nothing."""
    named = result.properties.get("header.from", domain)
    return _near(named.rpartition("@")[2].rstrip("."), domain)


def _is_aligned(result: _Result, domain: str) -> bool:
    """DKIM or SPF passed for the domain that stands in From, or for its own parent or child (RFC 7489 3.1)."""
    if result.result != "pass" or result.method not in {"dkim", "spf"}:
        return False
    names = ("header.d", "header.i") if result.method == "dkim" else ("smtp.mailfrom",)
    proved = next((result.properties[name] for name in names if name in result.properties), "")
    return _near(proved.rpartition("@")[2].rstrip("."), domain)


def _near(one: str, other: str) -> bool:
    if not one or "." not in one or "." not in other:
        return bool(one) and one == other
    return one == other or other.endswith(f".{one}") or one.endswith(f".{other}")


def _sealed(found: Iterable[_Result], sealers: Collection[str]) -> bool:
    """A list on the way broke the signature, and everybody who sealed the chain is on our own list."""
    for one in found:
        chain = [name for name in one.properties.get("arc.chain", "").split(":") if name]
        if one.method == "arc" and one.result == "pass" and chain and set(chain) <= set(sealers):
            return True
    return False
