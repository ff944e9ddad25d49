from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rapport.notices.kinds._kind import KINDS, Kind, to_task

KINDS.add(
    "task_due",
    Kind(
        label=_("A task of mine is due"),
        icon="alarm",
        sentence=_("A task is due"),
        url=to_task,
        way="mail",
        tone="wait",
    ),
)
