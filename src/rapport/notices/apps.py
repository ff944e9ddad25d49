from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "rapport.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.accounts import settings_cards
        from rapport.notices import queries
        from rapport.web import nav

        def unread(request: Any) -> nav.Counted:
            viewer = getattr(request, "viewer", None)
            return queries.unread(viewer) if viewer else None

        nav.set_bell("notices", unread)
        settings_cards.add(
            *("system", 40, _("Mail to staff"), "staff_mail", "mail-forward", "settings:edit"),
            _("Invitations, digests, reminders"),
            queries.troubled_mail,
        )
