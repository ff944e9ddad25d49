"""What the values inside a fact are called: names of fields, settings and states, as a reader says them.

A name that is not listed is told as it stands, so a fact from an older or newer version breaks nothing.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

FIELDS: dict[str, Text] = {
    "agency": _("agency"),
    "agency_mail_to": _("mail to the agency"),
    "brand": _("brand"),
    "call_name": _("name they go by"),
    "city": _("city"),
    "confidential": _("confidentiality"),
    "country": _("country"),
    "custom": _("own fields"),
    "deadline_on": _("application deadline"),
    "department": _("department"),
    "description": _("description"),
    "employment": _("employment"),
    "full_name": _("name"),
    "headline": _("headline"),
    "kind": pgettext_lazy("a field", "kind"),
    "language": _("language"),
    "legal_entity": _("legal entity"),
    "level": _("level"),
    "location": _("place"),
    "name": _("name"),
    "notifications": _("wishes for notifications"),
    "opened_on": _("opening day"),
    "openings": _("number of openings"),
    "owner": _("owner"),
    "priority": _("priority"),
    "pronouns": _("pronouns"),
    "quiet_from": _("beginning of quiet hours"),
    "quiet_until": _("end of quiet hours"),
    "reference": _("reference"),
    "role_family": _("role family"),
    "signature": _("signature"),
    "source": pgettext_lazy("where somebody came from", "source"),
    "source_note": _("note on the source"),
    "state": pgettext_lazy("a field", "state"),
    "submitted_by": _("who submitted them"),
    "team": _("team"),
    "theme": _("look"),
    "time_zone": _("time zone"),
    "title": _("title"),
    "user": _("member of staff"),
}

SETTINGS: dict[str, Text] = {
    "backup.last": _("“last backup”"),
    "demo.before": _("“what stood before the demo”"),
    "demo.made": _("“what the demo brought”"),
    "organisation": _("“organisation”"),
    "second_factor": _("“second step”"),
}

HEALTH: dict[str, Text] = {
    "unknown": _("not tried yet"),
    "good": _("good"),
    "bouncing": _("bouncing"),
    "suppressed": _("no longer to be written to"),
}

VALUES: dict[str, dict[str, Text]] = {"key": SETTINGS, "health": HEALTH}


def of_field(name: str) -> str:
    return str(FIELDS.get(name) or FIELDS.get(name.removesuffix("_id")) or name.replace("_", " "))


def of_value(slot: str, value: object) -> str:
    """The value of one slot of a sentence in words."""
    text = str(value)
    return str(VALUES.get(slot, {}).get(text, text))
