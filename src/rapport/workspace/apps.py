from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "rapport.workspace"
    label = "workspace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.http import HttpRequest

        from rapport.web import nav
        from rapport.workspace.queries import inbox

        def waiting(request: HttpRequest) -> nav.Counted:
            return inbox.CONVERSATIONS["mine"](request.viewer)  # type: ignore[attr-defined]

        nav.add(
            nav.NavItem(
                nav.Group.DAY, 5, _("Inbox"), "inbox", "inbox", "timeline:read", waiting, True, "g i", "inbox-mine"
            )
        )
        nav.add(nav.NavItem(nav.Group.DAY, 10, _("My day"), "home", "sun", key="g d"))
