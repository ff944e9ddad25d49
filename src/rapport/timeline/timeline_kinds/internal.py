from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "internal"
ICON = "lock"
LABEL = _("Internal message")
FILTER = _("Notes")
ORDER = 6
TONE = "note"
