from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "rapport.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
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
