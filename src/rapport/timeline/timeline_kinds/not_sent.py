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


WHY = {
    "not_sent.no_address": _("no address is on file"),
    "not_sent.unfilled": _("a field that it names is empty"),
}


def sentence(line: Any) -> Any:
    why = WHY.get(line.code)
    about = line.subject or _t("a message")
    if why is None:
        return format_html("<b>{}</b> {}", _t("Not sent:"), about)
    return format_html("<b>{}</b> {} ({})", _t("Not sent:"), about, why)
