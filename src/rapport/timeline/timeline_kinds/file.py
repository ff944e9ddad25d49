"""A file put on a person's record; its name is the item's subject."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

KIND = "file"
ICON = "paperclip"
LABEL = _("File")
FILTER = _("Files")
ORDER = 8
IS_LINE = FOLDS = True


def sentence(line: Any) -> Any:
    name = line.bold(line.subject or _t("a file"))
    if not line.actor_name:
        return format_html(_t("{file} was added"), file=name)
    return format_html(_t("{who} added {file}"), who=line.bold(line.actor_name), file=name)
