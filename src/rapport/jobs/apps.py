from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest


class JobsConfig(AppConfig):
    name = "rapport.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from rapport.accounts import settings_cards
        from rapport.jobs import queries
        from rapport.web import nav

        def open_jobs(request: HttpRequest) -> nav.Counted:
            viewer: Any = getattr(request, "viewer", None)
            return queries.open_rows(viewer) if viewer else None

        nav.add(
            nav.NavItem(
                nav.Group.HIRE,
                20,
                _("Jobs"),
                "jobs",
                "briefcase",
                "jobs:read",
                count=open_jobs,
                key="g j",
                prefix="/jobs/",
            )
        )
        nav.add_new(nav.MenuItem(30, _("Job"), "job-new", "briefcase", "jobs:edit"))
        settings_cards.add(
            *("hiring", 30, _("Reasons"), "job-reasons", "list", "settings:edit"),
            _("Why applications end, in every language"),
        )
