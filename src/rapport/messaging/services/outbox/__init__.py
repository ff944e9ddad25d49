"""The outbox: claim, decide again at the door, mark, send, record. Never a network call inside a transaction.

Leaving "claimed" is a compare-and-swap on (id, claim, state), and "submitting" is durable before a byte leaves; so
a crash leaves deliveries that either never left or, at most a window a line, are shown as uncertain.
"""

from __future__ import annotations

from rapport.messaging.services.outbox.settle import answered, free_lapsed
from rapport.messaging.services.outbox.window import send_due

__all__ = ["answered", "free_lapsed", "send_due"]
