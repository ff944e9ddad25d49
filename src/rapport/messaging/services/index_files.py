"""Files of mail become findable after the mail is filed: reading a PDF takes time that no transaction should spend."""

from __future__ import annotations

from rapport.lib.actor import Actor
from rapport.messaging.events import MessageQueued, MessageReceived
from rapport.messaging.models import Message
from rapport.timeline.models import Attachment
from rapport.timeline.services.files import put_beside


def index_files(actor: Actor, fact: MessageReceived | MessageQueued) -> None:
    """Index the names and texts of a message's files; doing it twice changes nothing."""
    message = Message.objects.select_related("interaction").get(pk=fact.message_id)
    ids = list(Attachment.objects.filter(interaction=message.interaction).values_list("file_id", flat=True))
    if ids:
        put_beside(actor, message.interaction, [message.person_id], ids)
