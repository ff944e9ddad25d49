from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, link

KINDS.add(
    "duplicate_found",
    Kind(
        label=_("Two people may be one"),
        icon="users",
        sentence=_("{person} may be on file twice"),
        url=lambda notice: link("people_merge", notice.person_id, notice.params.get("other_id")),
        way="app",
        tone="",
    ),
)
