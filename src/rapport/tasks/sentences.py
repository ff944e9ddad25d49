"""What tasks made by the system say, in the reader's language; rows hold codes and parameters only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KINDS = {
    "call": gettext_lazy("Call"),
    "mail": gettext_lazy("E-mail"),
    "text": gettext_lazy("Text"),
    "review": gettext_lazy("Review"),
    "reply": gettext_lazy("Reply"),
    "other": gettext_lazy("To do"),
}
CHOSEN_KINDS = ("call", "mail", "text", "review", "other")
ICONS = {
    "call": "phone",
    "mail": "mail",
    "text": "device-mobile",
    "review": "eye",
    "reply": "corner-up-left",
    "other": "checkbox",
}
TROUBLE_CODES = frozenset({"delivery_failed", "delivery_uncertain", "address_dead"})


def title(code: str, name: str, params: Mapping[str, Any] = {}) -> str:  # noqa: B006 - never written to
    """The title of a system task; `name` is the person's as this reader may know it, else ""."""
    who = name or _("a candidate")
    match code:
        case "reply_waiting":
            return _("Reply to {name}").format(name=who)
        case "answer_overdue":
            return _("{name} still waits for an answer").format(name=who)
        case "delivery_failed":
            return _("Your mail to {name} did not arrive").format(name=who)
        case "delivery_uncertain":
            return _("Did your mail to {name} arrive?").format(name=who)
        case "address_dead":
            return _("The address of {name} does not work any more").format(name=who)
        case "no_answer":
            return _("No answer from {name} yet").format(name=who)
    return _("Look at {name}").format(name=who)


def advice(code: str) -> str:
    """One sentence on what to do about it; "" where the title says enough."""
    match code:
        case "answer_overdue":
            return _("They answered an automatic mail a business day ago. Answer, or see to it that somebody does.")
        case "delivery_failed":
            return _("The mail server refused it. Look at the reason, then try again or use another address.")
        case "delivery_uncertain":
            return _("The line broke after the mail had left. Say whether it arrived, so that it is not sent twice.")
        case "address_dead":
            return _("Ask for another address, or call.")
    return ""
