"""The sentence around what was looked for, with the words marked; the same spellings count as in the index.

Words are compared one run at a time, so that marks, harakat and wide letters never shift a place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapport.lib import words

LENGTH = 220
BEFORE = 70
# A run of letters with whatever rides on them: accents, harakat, tatweel, joiners.
_RIDERS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d\u00ad"
_RUN = re.compile(rf"(?:[^\W_][{_RIDERS}]*)+(?:\+\+|#)?")
_GAPLESS = re.compile("[\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text; `is_hit` when it is one of the words looked for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark: whole words, or their beginnings in names."""

    tokens: frozenset[str]
    phrases: tuple[str, ...]

    @classmethod
    def of(cls, query: str) -> Wanted:
        found = words.wanted(query)
        # The index looks for "c" beside "c++"; whoever asked for C++ does not mean every C.
        bare = {token.rstrip("+#") for token in found.tokens if token[-1] in "+#"}
        return cls(found.tokens - bare, found.phrases)


def marked(text: str, wanted: Wanted, *, by_prefix: bool = False) -> list[Part]:
    """The whole text in pieces, the words looked for marked."""
    return _parts(text, _spans(text, wanted, by_prefix))


def snippet(text: str, wanted: Wanted) -> list[Part]:
    """The part of the text where most of the words stand close together, on one line."""
    flat = " ".join(text.split())
    spans = _spans(flat, wanted)
    if not spans:
        end = _edge(flat, LENGTH)
        return _parts(flat[:end], []) + ([Part("…")] if end < len(flat) else [])
    at = max(spans, key=lambda s: (sum(s[0] <= other[0] < s[0] + LENGTH - BEFORE for other in spans), -s[0]))[0]
    start = flat.rfind(" ", 0, max(0, at - BEFORE)) + 1 if at > BEFORE else 0
    end = _edge(flat, start + LENGTH)
    inside = [(a - start, min(b, end) - start) for a, b in spans if a >= start and a < end]
    parts = _parts(flat[start:end], inside)
    return [Part("…")] * bool(start) + parts + [Part("…")] * (end < len(flat))


def _edge(text: str, at: int) -> int:
    """A place to cut: never between a letter and what rides on it, best at a blank."""
    if at >= len(text):
        return len(text)
    blank = text.rfind(" ", at - 30, at)
    if blank > 0:
        return blank
    while at < len(text) and unicodedata.combining(text[at]):
        at += 1
    return at


def _spans(text: str, wanted: Wanted, by_prefix: bool = False) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        start, run = match.start(), match.group()
        if _GAPLESS.search(run):
            spans += ((start + a, start + b) for a, b in _gapless(run, wanted.tokens))
        elif _tokens(run) & wanted.tokens:
            spans.append(match.span())
        elif by_prefix and (length := _prefix(run, wanted.tokens)):
            spans.append((start, start + length))
    return _joined(spans)


@lru_cache(maxsize=4096)
def _tokens(run: str) -> frozenset[str]:
    return frozenset(words.query_tokens(run))


def _prefix(run: str, tokens: Iterable[str]) -> int:
    """How much of a name's word was typed; 0 when its beginning is another."""
    for length in range(len(run), 1, -1):
        if length < len(run) and unicodedata.combining(run[length]):
            continue
        if words.normalise(run[:length]) in tokens:
            return length
    return 0


def _gapless(run: str, tokens: frozenset[str]) -> list[tuple[int, int]]:
    """Where pairs of characters that were looked for stand; a single character stands for itself."""
    found = [(at, at + 2) for at in range(len(run) - 1) if words.normalise(run[at : at + 2]) in tokens]
    singles = {token for token in tokens if len(token) == 1}
    return found + [(at, at + 1) for at, letter in enumerate(run) if singles and words.normalise(letter) in singles]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _parts(text: str, spans: Iterable[tuple[int, int]]) -> list[Part]:
    parts, at = [], 0
    for start, end in spans:
        parts += [Part(text[at:start]), Part(text[start:end], True)]
        at = end
    return [part for part in [*parts, Part(text[at:])] if part.text]
