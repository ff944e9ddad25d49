from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "rapport.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.accounts import settings_cards
        from rapport.web import nav

        nav.add(
            nav.NavItem(
                nav.Group.HIRE, 10, _("Candidates"), "people", "users", "people:read", key="g c", prefix="/people/"
            )
        )
        nav.add(
            nav.NavItem(nav.Group.HIRE, 30, _("Agencies"), "agencies", "building", "agencies:read", prefix="/agencies/")
        )
        nav.add_new(nav.MenuItem(20, _("Person"), "person_new", "user-plus", "people:edit"))
        add, edit = settings_cards.add, "agencies:edit"
        add("hiring", 10, _("Tags"), "tags", "tags", "tags:edit", _("Names and colours; merge what means the same"))
        add(
            "hiring",
            20,
            _("Own fields"),
            "fields",
            "adjustments",
            "fields:edit",
            _("What else is kept, and for whom"),
        )
        add("hiring", 40, _("Agencies"), "agencies", "building-community", edit, _("Contacts and their links"))
        add("records", 5, _("Duplicates"), "people_duplicates", "copy", "people:merge", _("Who may be on file twice"))
