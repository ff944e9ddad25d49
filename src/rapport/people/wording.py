"""The words for codes that people carry: sources, health, reasons, countries, languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from babel import Locale
from babel.core import UnknownLocaleError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from rapport.people import domain
from rapport.people.models import ContactPoint, CustomField, Person

Text = str | Promise

SOURCES: dict[str, Text] = {
    "applied": pgettext_lazy("source of a candidate", "Applied"),
    "sourced": pgettext_lazy("source of a candidate", "Sourced"),
    "referral": pgettext_lazy("source of a candidate", "Referral"),
    "agency": pgettext_lazy("source of a candidate", "Agency"),
    "event": pgettext_lazy("source of a candidate", "Event"),
    "internal": pgettext_lazy("source of a candidate", "Internal"),
    "mail": pgettext_lazy("source of a candidate", "Mail"),
    "import": pgettext_lazy("source of a candidate", "Import"),
    "other": pgettext_lazy("source of a candidate", "Other"),
}
TWIN_REASONS: dict[str, Text] = {
    "address": gettext_lazy("Same address"),
    "phone": gettext_lazy("Same number"),
    "name": gettext_lazy("Same name"),
}
FIELD_TYPES: dict[str, Text] = {
    "text": gettext_lazy("Text"),
    "number": gettext_lazy("Number"),
    "date": gettext_lazy("Date"),
    "choice": gettext_lazy("One of a list"),
    "choices": gettext_lazy("Several of a list"),
    "flag": gettext_lazy("Yes or no"),
}
FIELD_OWNERS: dict[str, Text] = {
    "person": gettext_lazy("People"),
    "application": gettext_lazy("Applications"),
    "job": gettext_lazy("Jobs"),
}
MAIL_TO: dict[str, Text] = {
    "contact": gettext_lazy("To the agency's contact"),
    "candidate": gettext_lazy("To the candidate, the contact in Cc"),
    "both": gettext_lazy("To both, one mail each"),
}
PROFILE: dict[str, Text] = {
    "full_name": gettext_lazy("Full name"),
    "call_name": gettext_lazy("What to call them"),
    "pronouns": gettext_lazy("Pronouns"),
    "headline": gettext_lazy("Headline"),
    "location": gettext_lazy("Place"),
    "country": gettext_lazy("Country"),
    "language": gettext_lazy("Language"),
    "time_zone": gettext_lazy("Time zone"),
    "source": gettext_lazy("Source"),
    "source_note": gettext_lazy("More on the source"),
    "owner": gettext_lazy("Owner"),
    "owner_id": gettext_lazy("Owner"),
    "submitted_by_id": gettext_lazy("Submitted by"),
}


def health(point: ContactPoint) -> tuple[str, str, str]:
    """What to say of an address: words, tone, and what to do; nothing when there is nothing to say."""
    if point.health == ContactPoint.Health.BOUNCING:
        return _("Bounces"), "stop", _("Mail came back from here. Ask for another address.")
    if point.health == ContactPoint.Health.SUPPRESSED:
        return _("Blocked"), "stop", _("Nothing is sent here: they complained, unsubscribed or asked us to stop.")
    if point.health == ContactPoint.Health.GOOD:
        return _("Works"), "ok", _("Mail has arrived here.")
    return "", "", ""


def source(person: Person) -> str:
    return str(SOURCES.get(person.source, person.source))


@functools.cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _here() -> Locale:
    return _locale(get_language() or "en")


def country_name(code: str) -> str:
    return str(_here().territories.get(code.upper(), code)) if code else ""


def language_name(code: str) -> str:
    return str(_here().languages.get(code.split("-")[0], code)) if code else ""


def countries() -> list[tuple[str, str]]:
    """Every country by code and name, in the order of the reader's alphabet as far as sorting by letters gives it."""
    names = [(code, str(name)) for code, name in _here().territories.items() if len(code) == 2 and code.isalpha()]
    real = [(code, name) for code, name in names if domain.time_zones_of_country(code)]
    return sorted(real, key=lambda pair: domain.sort_name(pair[1]))


_LANGUAGES = "en de fr es it pt nl pl cs sv da nb fi ro hu el tr uk ru ar he fa hi bn ur zh ja ko vi th id"


def languages() -> list[tuple[str, str]]:
    return sorted(
        ((code, language_name(code)) for code in _LANGUAGES.split()), key=lambda pair: domain.sort_name(pair[1])
    )


def told(names: Mapping[str, str]) -> str:
    """A name kept per language, in the reader's."""
    return domain.told(names, get_language() or "en")


def field_text(field: CustomField, value: Any) -> str:
    """A custom field's value in words; "" when empty."""
    if value is None or value == [] or value == "":
        return ""
    if field.type == CustomField.Type.FLAG:
        return _("Yes")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
