from __future__ import annotations

from django.apps import AppConfig


class DbConfig(AppConfig):
    name = "rapport.db"
    label = "db"
