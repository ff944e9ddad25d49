from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    name = "rapport.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.http import HttpRequest

        from rapport.tasks import queries
        from rapport.web import nav

        def pressing(request: HttpRequest) -> nav.Counted:
            return queries.pressing_rows(request.viewer)  # type: ignore[attr-defined]

        nav.add(
            nav.NavItem(
                nav.Group.DAY,
                20,
                _("Tasks"),
                "tasks",
                "checkbox",
                count=pressing,
                key="g t",
                topic="tasks",
                prefix="/tasks/",
            )
        )
        nav.add_new(nav.MenuItem(40, _("Task"), "task-new", "checkbox", "tasks:edit", dialog=True))
