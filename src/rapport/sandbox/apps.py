from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    name = "rapport.sandbox"
    label = "sandbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.sandbox import queries
        from rapport.web import nav

        if settings.SANDBOX:
            nav.add(
                nav.NavItem(
                    nav.Group.MESSAGING,
                    80,
                    _("Sandbox"),
                    "sandbox",
                    "flask",
                    permission="sandbox:use",
                    count=lambda request: queries.unopened(request.viewer),  # type: ignore[attr-defined]
                    topic="sandbox",
                )
            )
