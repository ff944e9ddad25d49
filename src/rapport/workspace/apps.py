from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "rapport.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.web import nav

        nav.add(nav.NavItem(nav.Group.DAY, 10, _("My day"), "home", "sun", key="g d"))
