from __future__ import annotations

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "rapport.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa import signals

        from rapport.accounts import second_step, settings_cards, words
        from rapport.accounts.queries import admin
        from rapport.events import queries as events
        from rapport.events import telling
        from rapport.web import errors, nav

        errors.explain_with(words.explain)
        nav.add(nav.NavItem(nav.Group.GOVERN, 50, _("Audit log"), "audit", "history", "audit:read"))
        nav.add(
            nav.NavItem(nav.Group.LAST, 90, _("Settings"), "settings", "settings", "settings:edit", prefix="/settings/")
        )
        nav.add_own(nav.MenuItem(10, _("Profile"), "me", "user-circle"))
        nav.add_own(nav.MenuItem(20, _("Signing in and sessions"), "mfa_index", "shield-lock"))
        for kind in ("user", "team", "role", "brand", "legal_entity"):
            telling.name_by(kind, partial(admin.names_of, kind))
        telling.name_by("invitation", admin.invited_addresses)

        signals.authenticator_removed.connect(second_step.look_again)

        add = settings_cards.add
        manage, edit, audit = "accounts:manage", "settings:edit", "audit:read"
        add("people", 10, _("Members"), "members", "users", manage, _("Invite, roles, teams, sessions"))
        add("people", 20, _("Roles"), "roles", "key", manage, _("Who may do what, and where"))
        add("people", 30, _("Teams"), "teams", "users-group", manage, _("Groups that share their work"))
        add(
            *("people", 40, _("Second step"), "second_factor_demand", "shield-lock", edit),
            _("Who has to show more than a password"),
        )
        add("company", 10, _("Organisation"), "organisation", "building", edit, _("Name, language, time zone"))
        add(
            *("company", 20, _("Brands and legal entities"), "identities", "building-community", edit),
            _("Who writes, and who answers for it"),
        )
        add("records", 10, _("Audit log"), "audit", "history", audit, _("What was changed, by whom, sealed"))
        add("records", 20, _("Access log"), "access_log", "eye", audit, _("Who read what, and why"))
        add(
            *(
                "system",
                30,
                _("Background work"),
                "reactions",
                "robot",
                edit,
                _("What changes set off; what failed"),
            ),
            events.failed_reactions,
        )
