"""The house's own pages: the very first one, and the state of its backups."""

from __future__ import annotations

from django.urls import URLPattern

from rapport.config.backup import views as backup
from rapport.config.first_run import views as first_run
from rapport.web.routes import PUBLIC, route

urlpatterns: list[URLPattern] = [
    route("welcome/", first_run.page, PUBLIC, "welcome"),
    route("settings/backup/", backup.page, "settings:edit", "backup"),
]
