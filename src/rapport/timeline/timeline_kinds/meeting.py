from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "meeting"
ICON = "calendar-event"
LABEL = _("Meeting")
FILTER = _("Meetings")
ORDER = 4
TONE = "out"
