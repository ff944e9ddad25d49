"""Shared givens of the Sandbox: mails as our own outbox writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rapport.channels.email import compose
from rapport.sandbox import services
from rapport.sandbox.models import SandboxMail

VERP = "b-token@rapport.localhost"
REPLY_TO = "r-token@rapport.localhost"


def wire(**changes: Any) -> bytes:
    """A mail from Ada to Diana as it leaves the outbox."""
    given: dict[str, Any] = {
        "from_name": "Ada Lovelace",
        "from_address": "jobs@rapport.localhost",
        "to": (("Diana Allen", "diana@example.org"),),
        "subject": "Your interview",
        "text": "Hello Diana,\n\nTuesday at nine?\n",
        "message_id": "<one@rapport.localhost>",
        "date": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "reply_to": REPLY_TO,
    }
    return compose.build(compose.OutgoingMail(**{**given, **changes}))


def mail(raw: bytes | None = None, *, to: str = "diana@example.org", envelope_from: str = VERP) -> SandboxMail:
    """The mail in one recipient's mailbox."""
    services.keep(wire() if raw is None else raw, envelope_from=envelope_from, recipients=[to])
    return SandboxMail.objects.order_by("-pk")[0]
