from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "text"
ICON = "message-2"
LABEL = _("Text")
FILTER = _("Text")
ORDER = 2
TONE = "out"
