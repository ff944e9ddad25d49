"""The one word that sums up a message's deliveries, as a chip tells it."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Chip(NamedTuple):
    text: str | Promise
    tone: str = ""
    icon: str = ""


STATUSES: dict[str, Chip] = {
    "sending": Chip(_("On its way"), "", "send"),
    "scheduled": Chip(_("Scheduled"), "wait", "clock"),
    "accepted": Chip(_("Sent"), "ok", "check"),
    "delivered": Chip(_("Delivered"), "ok", "checks"),
    "deferred": Chip(_("Will be tried again"), "wait", "clock-pause"),
    "held": Chip(_("Held"), "wait", "clock-pause"),
    "uncertain": Chip(_("May not have arrived"), "wait", "help-circle"),
    "failed": Chip(_("Failed"), "stop", "alert-triangle"),
    "bounced": Chip(_("Came back"), "stop", "mail-off"),
    "complained": Chip(_("Reported as spam"), "stop", "flag"),
    "suppressed": Chip(_("Not sent"), "stop", "ban"),
    "expired": Chip(_("Too late to send"), "stop", "ban"),
    "recalled": Chip(_("Stopped before sending"), "", "hand-stop"),
}
OUTCOMES: dict[str, Chip] = {
    "reached": Chip(_("Reached"), "ok", "check"),
    "no_answer": Chip(_("No answer"), "wait", ""),
    "left_message": Chip(_("Left a message"), "", ""),
    "declined": Chip(_("Declined"), "stop", ""),
    "agreed": Chip(_("Agreed"), "ok", "check"),
    "follow_up": Chip(_("To be followed up"), "wait", "clock"),
}
AUDIENCES: dict[str, str | Promise] = {
    "hiring_team": _("hiring team only"),
    "roles": _("some roles only"),
    "people": _("some people only"),
    "only_me": _("only me"),
}
FILE_PROBLEMS: dict[str, str | Promise] = {
    "file-dangerous": _("This file can run programs; it is not opened here."),
    "file-double-extension": _("This file hides what it is; it is not opened here."),
    "file-disguised": _("This file is not what its name says."),
    "file-name-disguised": _("The name of this file hides what it is."),
    "file-too-big": _("This file is too large."),
    "file-empty": _("This file is empty."),
    "file-active": _("This file can hold scripts; it can only be downloaded."),
    "file-macros": _("This file can hold macros; open it with care."),
}


def file_problem(code: str) -> str | Promise:
    return FILE_PROBLEMS.get(code, _("This file is not opened here.")) if code else ""
