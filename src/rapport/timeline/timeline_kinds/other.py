from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "other"
ICON = "message"
LABEL = _("Other")
FILTER = _("Other")
ORDER = 5
TONE = "out"
