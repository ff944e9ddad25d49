from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "person_followed_activity",
    Kind(
        label=_("Something happened to somebody I follow"),
        icon="star",
        sentence=_("Something new about {person}"),
        url=to_item,
        way="digest",
        tone="",
    ),
)
