from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, link

KINDS.add(
    "sending_stopped",
    Kind(
        label=_("Sending stopped by itself"),
        icon="hand-stop",
        sentence=_("Sending stopped by itself: too much was refused, or our domain is not set up right"),
        url=lambda notice: link("sending"),
        way="mail",
        tone="stop",
    ),
)
