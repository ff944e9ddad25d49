"""A message that a rule kept from being sent."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

KIND = "not_sent"
ICON = "ban"
LABEL = _("Not sent")
FILTER = _("Not sent")
ORDER = 6
IS_LINE = True


def sentence(line: Any) -> Any:
    return format_html("<b>{}</b> {}", _t("Not sent:"), line.subject or _t("a message"))
