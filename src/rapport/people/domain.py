"""Addresses, numbers and names as values."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from rapport.lib.errors import Invalid

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
    """An e-mail address folded for comparing (MAIL-12): case gone, the domain as its A-label; raises Invalid.

    Plus tags and dots stay: they may be different mailboxes.
    """
    address = unicodedata.normalize("NFC", value.strip())
    local, _, domain = address.rpartition("@")
    if not _ADDRESS.match(address) or len(local.encode()) > 64 or len(address.encode()) > 254:
        raise Invalid({"value": "This is not an e-mail address."})
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError as error:
        raise Invalid({"value": "The part after the @ is not a domain."}) from error
    return f"{local}@{domain}".lower()


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
