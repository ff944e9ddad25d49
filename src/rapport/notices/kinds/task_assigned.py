from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_task

KINDS.add(
    "task_assigned",
    Kind(
        label=_("Somebody gave me a task"),
        icon="checklist",
        sentence=_("{who} gave you a task"),
        url=to_task,
        way="digest",
        tone="",
    ),
)
