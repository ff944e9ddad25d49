from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "note"
ICON = "note"
LABEL = _("Note")
FILTER = _("Notes")
ORDER = 6
TONE = "note"
