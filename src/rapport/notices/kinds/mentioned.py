from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_item

KINDS.add(
    "mentioned",
    Kind(
        label=_("Somebody mentioned me"),
        icon="at",
        sentence=_("{who} mentioned you in a note about {person}"),
        url=to_item,
        way="mail",
        tone="",
    ),
)
