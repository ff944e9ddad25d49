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
        from rapport.timeline.models import About
        from rapport.vault import reseal

        wiring.connect()
        reseal.add_holder(
            reseal.Holder(About, "interaction__seal_id", "person", "person_id", "wrapped_key", is_one_kind=True)
        )
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
