from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "rapport.config"
    label = "config"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from rapport.accounts import settings_cards
        from rapport.config import wiring
        from rapport.config.backup import queries as backup

        wiring.connect()
        settings_cards.add(
            "system",
            10,
            _("Backup and keys"),
            "backup",
            "database",
            "settings:edit",
            _("When the last backup was made, and what losing the key ring means"),
            backup.wants_a_look,
        )
