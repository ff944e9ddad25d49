from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpRequest


class MessagingConfig(AppConfig):
    name = "rapport.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from rapport.accounts import settings_cards
        from rapport.messaging import queries
        from rapport.messaging.queries import sending
        from rapport.web import nav
        from rapport.web.nav import NavItem

        def waiting(request: HttpRequest) -> nav.Counted:
            return queries.in_triage()

        nav.add(
            NavItem(
                "day", 30, _("Triage"), "triage", "help", "messaging:triage", count=waiting, key="g t", topic="triage"
            )
        )
        settings_cards.add(
            "messages",
            5,
            _("Sending"),
            "sending",
            "send",
            "settings:edit",
            _("What leaves, what waits, and the switch that stops it all"),
            sending.stops_in_force,
        )
        nav.add(NavItem("day", 40, _("Not delivered"), "outbox", "alert-triangle", "messaging:send", key="g o"))
