from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, link

KINDS.add(
    "deadline_near",
    Kind(
        label=_("The deadline of a job of mine is near"),
        icon="calendar-event",
        sentence=_("The application deadline of {job} is near"),
        url=lambda notice: link("job", notice.ref_id),
        way="digest",
        tone="wait",
    ),
)
