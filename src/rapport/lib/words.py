"""The one normaliser: from text to the words a search compares, in every script we meet.

Index and query go through the same functions, so they agree by construction. Change what they
produce only together with NORMALISER_VERSION: documents of an older version are indexed again.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

NORMALISER_VERSION: Final = 1
_PREFIXES: Final = range(2, 13)
_PHONE_END: Final = 8

# Accents, Hebrew points, Arabic harakat and tatweel go; Japanese voicing marks and Indic vowels stay.
_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad]"
)
_FOLDS: Final = str.maketrans(
    {
        **dict(zip("ٱىةکیے", "ايهكيي", strict=True)),
        **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
        **dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)),
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
    }
)
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})

# Chinese, Japanese and Korean are written without (reliable) gaps: runs of these become bigrams.
_GAPLESS: Final = (
    "\u3005\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORDS: Final = re.compile(rf"(?P<gapless>[{_GAPLESS}]+)|(?P<word>[^\W_{_GAPLESS}]+(?:\+\+|#)?)")
# Both are bounded, so that no text makes them slow.
_ADDRESS: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE: Final = re.compile(r"(?<![\w])\+?\(?\d[\d\s()./-]{5,24}\d(?!\w)")
_SURELY_PHONE: Final = re.compile(r"[+(0]|\d{7,}")
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_ARTICLES: Final = ("وال", "فال", "بال", "كال", "لل", "ال")
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')


class Wanted(NamedTuple):
    """What a query asks for: tokens that must all be there, and phrases to check in the text."""

    tokens: frozenset[str]
    phrases: tuple[str, ...]


def tokens(text: str) -> set[str]:
    """Every token of a text, for its place in the index."""
    plain = normalise(text)
    found = _words(plain) | _addresses(plain)
    found.update(filter(None, map(_phone, _PHONE.findall(plain))))
    return found


def name_tokens(name: str) -> set[str]:
    """The tokens of a name: whole words and their beginnings, so that typing half a name finds it."""
    found: set[str] = set()
    for spelling in {normalise(name), normalise(unicodedata.normalize("NFC", name).casefold().translate(_GERMAN))}:
        found |= _words(spelling)
        for match in _WORDS.finditer(spelling):
            run = match.group()
            if match["gapless"]:
                found.update(run)
            else:
                found.update(run[:length] for length in _PREFIXES if length <= len(run))
    return found


def query_tokens(text: str) -> set[str]:
    """The tokens a document must have to answer this query; a phone number counts as one, however it is written."""
    plain = normalise(text)
    wanted: set[str] = set()

    def take(match: re.Match[str]) -> str:
        # Two years or a date are groups of digits too; only what is clearly a phone number is taken whole.
        number = _phone(match.group()) if _SURELY_PHONE.match(match.group()) else ""
        if number:
            wanted.add(number)
            return " "
        return match.group()

    rest = _PHONE.sub(take, plain)
    return wanted | _words(rest) | _addresses(rest)


def wanted(query: str) -> Wanted:
    """The tokens and the "quoted phrases" of what somebody typed."""
    phrases = [phrase.strip() for phrase in _QUOTED.findall(query)]
    return Wanted(
        frozenset(query_tokens(_QUOTED.sub(r" \1 ", query))),
        tuple(phrase for phrase in phrases if len(phrase_tokens(phrase)) > 1),
    )


def phrase_tokens(text: str) -> list[str]:
    """The words of a text in their order; gapless scripts character by character."""
    found: list[str] = []
    for match in _WORDS.finditer(normalise(text)):
        if match["gapless"]:
            found.extend(match.group())
        else:
            found.append(_stem(match.group()))
    return found


def contains_phrase(text: str, phrase: str) -> bool:
    """Whether the words of the phrase stand in the text, one after the other, in any spelling we unify."""
    # A separator that no word contains makes this one substring search.
    sought = "\n".join(["", *phrase_tokens(phrase), ""])
    return sought in "\n".join(["", *phrase_tokens(text), ""])


def normalise(text: str) -> str:
    """Text without case, accents, vowel signs and letter variants."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed)).translate(_FOLDS)


def _words(plain: str) -> set[str]:
    found: set[str] = set()
    for match in _WORDS.finditer(plain):
        run = match.group()
        if not match["gapless"]:
            found.add(_stem(run))
            if run[-1] in "+#":
                found.add(run.rstrip("+#"))
        elif len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return found


def _addresses(plain: str) -> set[str]:
    return set(_ADDRESS.findall(plain)) if "@" in plain else set()


def _stem(word: str) -> str:
    """An Arabic word without its article; everything else as it is."""
    if _ARABIC.match(word):
        for article in _ARTICLES:
            if word.startswith(article) and len(word) - len(article) >= 3:
                return word[len(article) :]
    return word


def _phone(run: str) -> str:
    """The end of a number long enough to be a telephone's: the same with and without country code."""
    digits = re.sub(r"\D", "", run)
    return f"tel:{digits[-_PHONE_END:]}" if 7 <= len(digits) <= 15 else ""
