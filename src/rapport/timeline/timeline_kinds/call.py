from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "call"
ICON = "phone"
LABEL = _("Call")
FILTER = _("Calls")
ORDER = 3
TONE = "out"
