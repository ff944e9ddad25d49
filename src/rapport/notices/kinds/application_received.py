from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, link

KINDS.add(
    "application_received",
    Kind(
        label=_("A new application for a job of mine"),
        icon="user-plus",
        sentence=_("{person} applied for {job}"),
        url=lambda notice: link("application", notice.ref_id),
        way="digest",
        tone="in",
    ),
)
