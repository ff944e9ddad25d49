from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND = "voicemail"
ICON = "phone-incoming"
LABEL = _("Voicemail")
FILTER = _("Calls")
ORDER = 3
TONE = "out"
