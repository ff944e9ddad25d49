from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "in_person"
ICON = "users"
LABEL = _("In person")
FILTER = _("Meetings")
ORDER = 4
TONE = "out"
