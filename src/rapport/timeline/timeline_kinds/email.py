from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "email"
ICON = "mail"
LABEL = _("E-mail")
FILTER = _("E-mail")
ORDER = 1
TONE = "out"
