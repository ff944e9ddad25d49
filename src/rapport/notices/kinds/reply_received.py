from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "reply_received",
    Kind(
        label=_("A candidate answered"),
        icon="mail-opened",
        sentence=_("{person} answered"),
        url=to_item,
        way="mail",
        tone="in",
    ),
)
