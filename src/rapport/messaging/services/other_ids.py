"""Learning under which other Message-ID a mail of ours travels (MAIL-07): some providers put their own in its place."""

from __future__ import annotations

from collections.abc import Iterable

from rapport.messaging.models import Message, OtherId
from rapport.messaging.services.file_mail import Arrival
from rapport.vault import queries as vault


def learn(message: Message, message_id: str) -> None:
    """Remember that a message of ours was met under this id."""
    if message_id and message_id != message.message_id:
        hash = vault.fingerprint("message-id", message_id)
        OtherId.objects.bulk_create([OtherId(message=message, id_hash=hash)], ignore_conflicts=True)


def learn_ids(arrivals: Iterable[Arrival]) -> None:
    """An answer to a signed address names in In-Reply-To the id that the candidate's mailbox saw."""
    for arrival in arrivals:
        parent, named = arrival.parent, arrival.incoming.in_reply_to
        if parent is None or arrival.by != "token" or parent.direction != "out":
            continue
        if named and parent.message_id and named != parent.message_id:
            # Only an id that nobody bears yet: whoever answers an older mail of ours teaches nothing.
            hash = vault.fingerprint("message-id", named)
            is_known = Message.objects.filter(id_hash=hash).exists() or OtherId.objects.filter(id_hash=hash).exists()
            if not is_known:
                learn(parent, named)
