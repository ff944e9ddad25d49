from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "inmail"
ICON = "send"
LABEL = _("InMail")
FILTER = _("Other")
ORDER = 5
TONE = "out"
