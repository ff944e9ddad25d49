"""Where a mail comes from and which headers say so (RFC 3834 5), and the rule for Feedback-ID (MAIL-38, 39)."""

from __future__ import annotations

import re
from typing import Literal

from rapport.lib.errors import Invalid

Origin = Literal["manual", "automation", "acknowledgement", "campaign"]

_SUPPRESS = "X-Auto-Response-Suppress: All\r\n"
# A person's own mail carries none of these: an answer to it, even an absence notice, is wanted.
HEADERS: dict[Origin, str] = {
    "manual": "",
    "automation": "Auto-Submitted: auto-generated\r\n" + _SUPPRESS,
    "acknowledgement": "Auto-Submitted: auto-replied\r\n" + _SUPPRESS,
    "campaign": "Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\n" + _SUPPRESS,
}
NAMES = frozenset({"auto-submitted", "x-auto-response-suppress", "precedence"})
_FEEDBACK = re.compile(r"[A-Za-z0-9_.-]{1,60}\Z")


def headers(origin: Origin) -> str:
    """Return the header lines of an origin."""
    if origin not in HEADERS:
        raise Invalid(
            {"origin": "A mail is written by hand, by an automation, as an acknowledgement or in a campaign."}
        )
    return HEADERS[origin]


def check_feedback_id(value: str) -> None:
    """Raise Invalid unless Gmail can count by it: up to four different fields, the sender's of 5 to 15 letters last."""
    pieces = value.split(":")
    named = [piece for piece in pieces if piece]
    is_sound = (
        2 <= len(pieces) <= 4
        and 5 <= len(pieces[-1]) <= 15
        and len(set(named)) == len(named)
        and all(_FEEDBACK.match(piece) for piece in named)
    )
    if not is_sound:
        raise Invalid({"Feedback-ID": "This is no Feedback-ID: a:b:c:SenderId, nothing twice, no address in it."})
