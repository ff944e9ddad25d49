from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "internal_message",
    Kind(
        label=_("An internal message to me"),
        icon="messages",
        sentence=_("{who} wrote to you about {person}"),
        url=to_item,
        way="mail",
        tone="",
    ),
)
