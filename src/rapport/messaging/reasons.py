"""Reasons in the reader's language: a code and its parameters become a sentence when shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from rapport.lib.decision import Decision, Finding

Params = Mapping[str, Any]


def _since(params: Params) -> str:
    value = params.get("since")
    return date_format(localtime(datetime.fromisoformat(value)), "DATE_FORMAT") if value else ""


def _do_not_contact(params: Params) -> str:
    return _("This person must not be contacted (since %(date)s).") % {"date": _since(params)}


def _suppressed(params: Params) -> str:
    return {
        "bounce": _("Mail to this address came back for good: the mailbox does not exist."),
        "complaint": _("The person reported our mail as unwanted."),
        "stop": _("The person asked us to stop writing to this address."),
    }.get(str(params.get("reason")), _("This address must not be written to."))


def _moved_on(params: Params) -> str:
    if params.get("kind") == "withdrawn":
        return _("The candidate has withdrawn since this was written.")
    return _("The application has moved to another stage since this was written.")


def _moment(params: Params, name: str) -> str:
    value = params.get(name)
    return date_format(localtime(datetime.fromisoformat(value)), "SHORT_DATETIME_FORMAT") if value else ""


def _stopped(params: Params) -> str:
    if params.get("cause") == "breaker":
        return _("Sending stopped by itself, because too much of it was refused.")
    if params.get("cause") == "sender_fault":
        return _("Sending stopped by itself: the receiving operator says that our domain is not set up right.")
    return _("Sending was stopped. It goes on when somebody starts it again.")


def _throttled(params: Params) -> str:
    operator = OPERATORS.get(str(params.get("operator")))
    if operator is None:
        return _("As much as our mailbox may send has left; the rest follows bit by bit.")
    return _("As much as %(operator)s takes from us has left; the rest follows bit by bit.") % {"operator": operator()}


OPERATORS: dict[str, Callable[[], str]] = {
    "google": lambda: "Google",
    "microsoft": lambda: "Microsoft",
    "yahoo": lambda: "Yahoo",
    "apple": lambda: "Apple",
    "other": lambda: _("the other operators"),
}

SENTENCES: dict[str, Callable[[Params], str]] = {
    "do_not_contact": _do_not_contact,
    "suppressed_address": _suppressed,
    "no_address": lambda p: _("The address was taken off file."),
    "withdrawn_consent": lambda p: _("The person withdrew their consent to this kind of mail."),
    "moved_on": _moved_on,
    "unfilled_placeholder": lambda p: _("A placeholder is not filled."),
    "sender_permission": lambda p: _("The sender may no longer write to this person."),
    "person_gone": lambda p: _("The person was removed or erased."),
    "stopped": _stopped,
    "throttled": _throttled,
    "missed_schedule": lambda p: (
        _("It should have left on %(when)s. Somebody decides whether it still goes out.")
        % {"when": _moment(p, "wanted")}
    ),
    "expired": lambda p: _("It was of use until %(when)s only.") % {"when": _moment(p, "at")},
    "address_changed": lambda p: _("The address on file was changed since this was written."),
    "copy_follows": lambda p: _("The mail itself did not leave, so its copy does not either."),
    "resting_address": lambda p: (
        _("This mailbox refused our mail several times. It is left in peace until %(when)s.")
        % {"when": _moment(p, "until")}
    ),
    "restored": lambda p: _("This copy was restored from a backup; somebody decides whether the mail still goes out."),
    "no_permission": lambda p: _("Your role does not include this."),
    "out_of_scope": lambda p: _("Your role allows this only on your own jobs or teams."),
    "not_active": lambda p: _("This account is not active."),
    "complaint_is_the_candidates": lambda p: _("Only the candidate can undo a complaint."),
}


def told(finding: Finding) -> str:
    """One finding as a sentence a recruiter can read aloud."""
    sentence = SENTENCES.get(finding.rule)
    return sentence(finding.params) if sentence else finding.rule.replace("_", " ")


def reasons(decision: Decision) -> list[str]:
    return list(dict.fromkeys(told(f) for f in decision.findings))


STATES: dict[str, Callable[[], str]] = {
    "held": lambda: _("Held until somebody decides"),
    "queued": lambda: _("On its way out"),
    "claimed": lambda: _("On its way out"),
    "submitting": lambda: _("Being handed over"),
    "sent": lambda: _("Accepted by the receiving server"),  # MAIL-51: never "delivered"
    "deferred": lambda: _("The server asked us to come back later"),
    "uncertain": lambda: _("Nobody knows whether it arrived: the line broke after the last word"),
    "failed": lambda: _("Refused"),
    "suppressed": lambda: _("Not sent"),
    "expired": lambda: _("Too late to be useful, not sent"),
    "recalled": lambda: _("Taken back"),
    "delivered": lambda: _("Their server reports it delivered"),
    "bounced": lambda: _("Came back"),
    "complained": lambda: _("Reported as unwanted"),
}


FILED: dict[str, Callable[[], str]] = {
    "token": lambda: _("Filed by its reply address"),
    "reference": lambda: _("Filed with the mail it answers"),
    "address": lambda: _("Filed by the sender’s address"),
    "reply-to": lambda: _("Filed by the address to reply to"),
    "copy": lambda: _("Filed from a colleague’s own mailbox, by Bcc"),
    "forward": lambda: _("Forwarded by a colleague"),
    "person": lambda: _("Filed by a colleague"),
}


def filed(by: str) -> str:
    """How a mail found its person, in the reader's language; "" when nobody needed to ask."""
    return FILED[by]() if by in FILED else ""


def state_told(state: str, outcome: str = "none") -> str:
    """What became of a delivery, in honest words."""
    key = outcome if outcome in {"delivered", "bounced", "complained"} else state
    return STATES[key]() if key in STATES else key
