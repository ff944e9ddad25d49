"""What a person allows us, or no longer allows us, to write to them about."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

KIND = "consent"
ICON = "shield-check"
LABEL = _("Consent")
FILTER = _("Consent")
ORDER = 10
IS_LINE = FOLDS = True
SENTENCES = {
    "grant": _("{person} agreed to be written to"),
    "withdraw": _("{person} does not want to be written to any more"),
    "do_not_contact": _("Do not contact {person}: set by {who}"),
    "lift": _("{person} may be contacted again: set by {who}"),
}


def sentence(line: Any) -> Any:
    told = SENTENCES.get(line.code, _("The consent of {person} changed"))
    return format_html(str(told), who=line.bold(line.actor_name), person=line.bold(line.person_name))
