from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "send_failed",
    Kind(
        label=_("A message of mine was not delivered"),
        icon="mail-off",
        sentence=_("Your message to {person} was not delivered"),
        url=to_item,
        way="mail",
        tone="stop",
    ),
)
