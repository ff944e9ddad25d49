from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "rapport.config"
    label = "config"

    def ready(self) -> None:
        from rapport.config import wiring

        wiring.connect()
