from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "send_uncertain",
    Kind(
        label=_("A message of mine may or may not have gone"),
        icon="help-circle",
        sentence=_("Nobody knows whether your message to {person} arrived; please look"),
        url=to_item,
        way="mail",
        tone="wait",
    ),
)
