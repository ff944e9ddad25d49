"""A task about a person: given or done; its title is the item's subject."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

KIND = "task"
ICON = "checkbox"
LABEL = _("Task")
FILTER = _("Tasks")
ORDER = 8
IS_LINE = FOLDS = True
SENTENCES = {
    "added": _("{who} added the task {task}"),
    "done": _("{who} did the task {task}"),
    "dropped": _("{who} dropped the task {task}"),
}


def sentence(line: Any) -> Any:
    told = str(SENTENCES.get(line.code, SENTENCES["added"]))
    who = line.bold(line.actor_name or _t("The house"))
    return format_html(told, who=who, task=line.bold(line.subject or _t("for this person")))
