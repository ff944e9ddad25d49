"""Addresses, numbers and names as values."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any

import phonenumbers
from phonenumbers.timezone import time_zones_for_number as zones_of_phone

from rapport.channels.email.addresses import fold
from rapport.lib.errors import Invalid

# Countries whose further zones are islands and exclaves; the first of the table is almost everybody's.
_MOSTLY_ONE = frozenset(["CN", "DE", "ES", "MY", "NZ", "PT", "UA"])
_ADDRESS = re.compile(r"^[^\s@<>(),;:\"\\\[\]\x00-\x1f]+@[^\s@<>(),;:\"\\\[\]]+\.[^\s@<>(),;:\"\\\[\]]{2,}$")


def tidy_name(name: str) -> str:
    """A name in NFC with single blanks; nothing else is changed, names are theirs (I18N-05)."""
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy or any(unicodedata.category(c) == "Cc" for c in tidy):
        raise Invalid({"full_name": "A name is needed."})
    return tidy[:300]


def sort_name(name: str) -> str:
    """What a list sorts by: the whole name, folded."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))[:300]


def canonical_address(value: str) -> str:
    """An e-mail address folded for comparing (MAIL-12); raises Invalid."""
    address = fold(value)
    local, _, domain = address.rpartition("@")
    if not _ADDRESS.match(address) or len(local.encode()) > 64 or len(address.encode()) > 254:
        raise Invalid({"value": "This is not an e-mail address."})
    if not domain.isascii():
        raise Invalid({"value": "The part after the @ is not a domain."})
    return address


def canonical_phone(value: str, country: str = "") -> str:
    """A phone number in E.164 (SMS-04); a number without a country code needs the country; raises Invalid."""
    try:
        number = phonenumbers.parse(value, country.upper() or None)
    except phonenumbers.NumberParseException as error:
        raise Invalid({"value": "This is not a phone number. Begin with + and the country code."}) from error
    if not phonenumbers.is_possible_number(number):
        raise Invalid({"value": "This number is too short or too long."})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def canonical(channel: str, value: str, country: str = "") -> str:
    if channel == "email":
        return canonical_address(value)
    if channel == "phone":
        return canonical_phone(value, country)
    if not value.strip().lower().startswith(("http://", "https://")):
        raise Invalid({"value": "A link begins with https://."})
    return value.strip()[:320]


def initials(name: str) -> str:
    """One or two letters for an avatar, from any script."""
    words = [w for w in re.split(r"[\s\-]+", name) if w]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def name_key(name: str) -> tuple[str, ...]:
    """The words of a name, folded and in no order: "Walter, Bill" and "bill walter" have the same."""
    return tuple(sorted(w for w in re.split(r"[\W_]+", sort_name(name)) if w))


def is_similar_name(one: str, other: str) -> bool:
    """Whether two names may well be one person's: the same words, or all but one letter of them."""
    a, b = " ".join(name_key(one)), " ".join(name_key(other))
    return a == b or (min(len(a), len(b)) > 5 and within_one_edit(a, b))


def within_one_edit(a: str, b: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with its neighbour makes a into b."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[at:], b[at:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped


def country_of_phone(canonical: str) -> str:
    """The country a number in E.164 belongs to, "" when it tells none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(canonical)) or ""
    except phonenumbers.NumberParseException:
        return ""


def shown_phone(canonical: str) -> str:
    """A number in E.164 as people write it: +1 512-555-0142."""
    try:
        number = phonenumbers.parse(canonical)
    except phonenumbers.NumberParseException:
        return canonical
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def time_zones_of_country(country: str) -> list[str]:
    """The time zones of a country, the most populous first as the zone table has them; [] for an unknown one."""
    return list(_zone_table().get(country.upper(), ()))


def suggested_time_zone(phones: Iterable[str], country: str = "") -> str:
    """The one time zone a person's numbers or country leave open; "" when there are several or none."""
    for phone in phones:
        try:
            zones = zones_of_phone(phonenumbers.parse(phone))
        except phonenumbers.NumberParseException:
            continue
        if len(zones) == 1 and zones[0] != "Etc/Unknown":
            return str(zones[0])
    there = time_zones_of_country(country)
    return there[0] if len(there) == 1 or (there and country.upper() in _MOSTLY_ONE) else ""


@functools.cache
def _zone_table() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    text = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            table.setdefault(country, []).append(zone)
    return {country: tuple(zones) for country, zones in table.items()}


def told(names: Mapping[str, str], language: str) -> str:
    """A name kept per language: in this one, else in English, else in any."""
    return names.get(language) or names.get(language.split("-")[0]) or names.get("en") or next(iter(names.values()), "")


def field_value(type: str, options: Iterable[str], raw: Any) -> Any:
    """What a custom field keeps for what was typed: text, a number, an ISO date, choices or yes; None when empty."""
    if type == "choices":
        chosen = raw if isinstance(raw, list | tuple) else [part.strip() for part in str(raw or "").split(",")]
        allowed = list(options)
        kept = [option for option in allowed if option in chosen]
        if len(kept) != len({c for c in chosen if c}):
            raise Invalid("Choose from the list.")
        return kept or None
    if type == "flag":
        return True if raw in (True, "on", "true", "1", "yes") else None
    text = " ".join(str(raw if raw is not None else "").split())
    if not text:
        return None
    if type == "number":
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation as error:
            raise Invalid("This is not a number.") from error
        if not number.is_finite():
            raise Invalid("This is not a number.")
        return int(number) if number == number.to_integral_value() else float(number)
    if type == "date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise Invalid("This is not a date.") from error
    if type == "choice" and text not in list(options):
        raise Invalid("Choose from the list.")
    return text[:500]
