"""What changed in a person's profile: which fields, never their words."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

KIND = "profile"
ICON = "user-circle"
LABEL = _("Profile")
FILTER = _("Profile")
ORDER = 9
IS_LINE = FOLDS = True

FIELDS = {
    "full_name": _("name"),
    "call_name": _("what to call them"),
    "pronouns": _("pronouns"),
    "headline": _("headline"),
    "location": _("place"),
    "country": _("country"),
    "language": _("language"),
    "time_zone": _("time zone"),
    "source": _("source"),
    "source_note": _("note on the source"),
    "owner": _("owner"),
    "agency": _("agency"),
    "submitted_by": _("who submitted them"),
    "custom": _("own fields"),
    "kind": _("what they are to us"),
    "user": _("staff account"),
}
SENTENCES = {
    "person_added": _("{who} added {person}"),
    "address_added": _("{who} added an e-mail address"),
    "phone_added": _("{who} added a phone number"),
    "link_added": _("{who} added a link"),
    "contact_removed": _("{who} took an address off file"),
    "address_bounced": _("Mail to an address of {person} came back"),
    "merged": _("{who} merged two records of {person}"),
    "unmerged": _("{who} parted two records of {person}"),
}


def sentence(line: Any) -> Any:
    who, person = line.bold(line.actor_name), line.person_name
    if line.code in SENTENCES:
        return format_html(str(SENTENCES[line.code]), who=who, person=person)
    fields = [str(FIELDS[name]) for name in line.params.get("fields", ()) if name in FIELDS]
    if not fields:
        return format_html(_t("{who} edited the profile"), who=who)
    return format_html(_t("{who} changed {fields}"), who=who, fields=get_text_list(fields, _t("and")))
