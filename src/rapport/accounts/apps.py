from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rapport.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.web import nav

        nav.add_own(nav.MenuItem(10, _("Profile"), "me", "user-circle"))
        nav.add_own(nav.MenuItem(20, _("Sign-in and sessions"), "mfa_index", "shield-lock"))
