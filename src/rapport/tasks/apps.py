from __future__ import annotations

from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "rapport.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
